create or replace view results.v1_samples as
select
  variant.experiment,
  variant.name as variant,
  run.seed,
  measurement.attempt,
  measurement.phase,
  measurement.step,
  measurement.stage,
  sample.number::integer - 1 as sample,
  sample.true_label,
  class.name as true_class,
  sample.predicted_label,
  sample.predicted_label = sample.true_label as correct,
  sample.confidence,
  sample.q,
  sample.z,
  sample.l1,
  sample.depth_final_prediction,
  sample.depth_true_label,
  sample.pc1,
  sample.pc2
from measurement
join run on run.id = measurement.run
join variant on variant.id = run.variant
join experiment on experiment.id = variant.experiment
join data_set on data_set.sha256 = experiment.data_set
cross join lateral unnest(
    data_set.test_labels,
    measurement.predicted_label,
    measurement.confidence,
    measurement.q,
    measurement.z,
    measurement.l1,
    measurement.depth_final_prediction,
    measurement.depth_true_label,
    measurement.pc1,
    measurement.pc2)
  with ordinality
  as sample (
    true_label, predicted_label, confidence, q, z, l1, depth_final_prediction, depth_true_label,
    pc1, pc2, number)
cross join lateral (select data_set.classes[sample.true_label + 1] as name) class;

comment on view results.v1_samples is 'One row per measured checkpoint and test sample, at every measured position and attempt.';
comment on column results.v1_samples.experiment is 'id of the experiment';
comment on column results.v1_samples.variant is 'the run''s variant';
comment on column results.v1_samples.seed is 'the run''s seed';
comment on column results.v1_samples.attempt is 'the run''s attempt, from 1';
comment on column results.v1_samples.phase is 'phase of the checkpoint, from 0';
comment on column results.v1_samples.step is 'updates made in that phase, from 0';
comment on column results.v1_samples.stage is 'trained, or pruned after it';
comment on column results.v1_samples.sample is 'index of the sample in the test set, from 0';
comment on column results.v1_samples.true_label is 'label in the data set, from 0';
comment on column results.v1_samples.true_class is 'name of that class';
comment on column results.v1_samples.predicted_label is 'label of the largest logit, from 0; equal logits: the smallest label';
comment on column results.v1_samples.correct is 'whether the prediction is the true label';
comment on column results.v1_samples.confidence is 'the softmax''s share of the predicted label, 0 to 1';
comment on column results.v1_samples.q is 'Q-Score of the latent: z / l1, greater than 0; null where the latent has no norm or no spread';
comment on column results.v1_samples.z is 'standardised distance of the latent''s largest value from its mean, greater than 0; null as q';
comment on column results.v1_samples.l1 is 'L1 norm of the L2-normalised latent, at least 1; null as q';
comment on column results.v1_samples.depth_final_prediction is 'smallest l such that the probes from l on, counted from 0, all give the final prediction; the number of probes where the last differs (Baldock et al. 2021); null where not asked for, and before the run''s end';
comment on column results.v1_samples.depth_true_label is 'one more than the index of the last probe that differs from the true label, 1 where none does (the code of Corti et al. 2022); null where not asked for, and before the run''s end';
comment on column results.v1_samples.pc1 is 'the L2-normalised latent''s coordinate along the first principal component of the network''s test latents, from their mean; the component''s largest entry by size is positive; null where not asked for (geometry), where all latents have one direction, before the run''s end, and where it was measured before this was';
comment on column results.v1_samples.pc2 is 'the coordinate along the second principal component; null as pc1';
