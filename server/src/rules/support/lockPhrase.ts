export { blockedPhrase, lockPhrase, rewritePhrase } from '../../model/lockSummary.ts';
