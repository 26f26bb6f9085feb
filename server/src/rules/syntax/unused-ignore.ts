import { defineRule } from '../rule.ts';

/** Listens to nothing: the analysis reports it, once it knows which ignore comments silenced a finding. */
export default defineRule({
  id: 'unused-ignore',
  category: 'syntax',
  title: 'An ignore comment that ignores nothing, or names a rule that does not exist',
  severity: 'hint',
  dialects: ['postgresql', 'mysql', 'mariadb', 'sqlite'],
  preset: 'recommended',
});
