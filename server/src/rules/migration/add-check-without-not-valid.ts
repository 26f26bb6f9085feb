import { blockedPhrase, lockPhrase } from '../../model/lockSummary.ts';
import { defineRule } from '../rule.ts';
import { constraintLabel } from '../support/constraintLabel.ts';
import { harmfulWork } from '../support/harmfulLock.ts';
import { notValidSteps } from '../support/notValidSteps.ts';

export default defineRule({
  id: 'add-check-without-not-valid',
  category: 'migration',
  title: 'A CHECK constraint reads the whole table while reads and writes are blocked',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  aliases: { squawk: ['constraint-missing-not-valid'] },
  operations: {
    'add-constraint'(operation, context) {
      const { constraint, table } = operation;
      if (constraint.kind !== 'check' || constraint.notValid || constraint.notEnforced) return;
      const fact = harmfulWork(context, 'scans');
      if (!fact) return;
      context.report({
        message:
          `Adding ${constraintLabel(constraint, table)} checks every row under ${lockPhrase(fact)}: ${blockedPhrase(fact)} ` +
          'wait meanwhile. Add it NOT VALID, then VALIDATE it in a later transaction.',
        rewrites: context.statement.inBodyOf
          ? []
          : [
              {
                title: 'Add it NOT VALID and validate it separately',
                safety: 'review',
                intent: { kind: 'add-check-not-valid' },
                sql: { steps: notValidSteps(operation, context) },
              },
            ],
      });
    },
  },
});
