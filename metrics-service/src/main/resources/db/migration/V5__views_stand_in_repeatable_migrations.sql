-- From here on each view has one file, R__2_NAME.sql, that is run again whenever it changes; `create or
-- replace` lets columns be added at its end and refuses all else.
drop view
  results.v1_runs,
  results.v1_variants,
  results.v1_comparisons,
  results.v1_samples,
  results.v1_exemplars,
  results.v1_classes,
  population_member;
