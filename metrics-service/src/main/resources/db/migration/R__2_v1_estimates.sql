create or replace view results.v1_estimates as
select
  variant.experiment,
  variant.name as variant,
  baseline.name as baseline,
  estimate.phase,
  estimate.step,
  estimate.stage,
  estimate.phase = variant.phase and estimate.step = variant.step and estimate.stage = variant.stage
    as at_end,
  estimate.quantity,
  estimate.label,
  estimate.subset,
  estimate.side,
  estimate.n,
  estimate.mean,
  estimate.sd,
  estimate.low,
  estimate.high,
  estimate.samples,
  estimate.sd_over_samples
from variant
join comparison_estimate estimate on estimate.variant = variant.id
join variant baseline on baseline.id = variant.baseline;

comment on view results.v1_estimates is 'One row per pruned variant, compared position, quantity, subset of the samples and side: a mean over networks with its interval. Over the seeds whose two runs both have the quantity.';
comment on column results.v1_estimates.experiment is 'id of the experiment';
comment on column results.v1_estimates.variant is 'the pruned variant';
comment on column results.v1_estimates.baseline is 'the dense variant of the same objective';
comment on column results.v1_estimates.phase is 'phase of the pruned runs'' position, from 0';
comment on column results.v1_estimates.step is 'updates made in that phase';
comment on column results.v1_estimates.stage is 'trained, or pruned after it';
comment on column results.v1_estimates.at_end is 'whether that is the variant''s end';
comment on column results.v1_estimates.quantity is 'accuracy (0 to 1), recall (accuracy among the samples of one true class, 0 to 1), loss (nats), confidence (0 to 1), q, z, l1 (Q-Score and its parts), depth-final-prediction (0 to the number of probes), depth-true-label (1 to that number)';
comment on column results.v1_estimates.label is 'the true class of recall, from 0; null for all other quantities';
comment on column results.v1_estimates.subset is 'all, pies (PIEs of this comparison, equal votes to the smallest label) or others; loss: all alone';
comment on column results.v1_estimates.side is 'dense, pruned, or difference: pruned - dense, paired by seed';
comment on column results.v1_estimates.n is 'seeds: those whose two runs both have a mean over the subset, at least 1; without any there is no row';
comment on column results.v1_estimates.mean is 'mean over these seeds of the run''s mean over the subset''s samples that have the quantity';
comment on column results.v1_estimates.sd is 'sample standard deviation of it over seeds; null for one seed';
comment on column results.v1_estimates.low is 'lower end of the 95 % t-interval of the mean; null for one seed';
comment on column results.v1_estimates.high is 'upper end of that interval; null for one seed';
comment on column results.v1_estimates.samples is 'samples of the subset that have the quantity in any of these runs; for a difference, on both sides';
comment on column results.v1_estimates.sd_over_samples is 'the spread as Corti et al. 2022 state it: sample standard deviation over these samples of the sample''s mean over runs (of the difference of the two means); null for fewer than 2 samples and for loss';
