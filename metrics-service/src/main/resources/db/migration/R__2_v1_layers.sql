create or replace view results.v1_layers as
select
  variant.experiment,
  variant.name as variant,
  run.seed,
  member.attempt,
  layer.number::integer - 1 as layer,
  layer.name,
  layer.weights,
  layer.zeros,
  layer.zeros::double precision / layer.weights as sparsity
from run
join variant on variant.id = run.variant
join population_member member on member.run = run.id
cross join lateral unnest(member.layer_name, member.layer_weights, member.layer_zeros)
  with ordinality as layer (name, weights, zeros, number);

comment on view results.v1_layers is 'One row per run that is measured at its end and tensor of weights: how much of it is pruned there. No rows for a run that was measured before layers were.';
comment on column results.v1_layers.experiment is 'id of the experiment';
comment on column results.v1_layers.variant is 'objective_plan for the baseline, objective_plan_sparsity for the others';
comment on column results.v1_layers.seed is 'seed of the run, at least 0';
comment on column results.v1_layers.attempt is 'attempt that was measured, from 1: the newest';
comment on column results.v1_layers.layer is 'place of the tensor in the network, from 0, among the weights of convolutions and of the classifier';
comment on column results.v1_layers.name is 'name of the tensor in the checkpoint, for instance encoder.conv1.weight';
comment on column results.v1_layers.weights is 'weights in the tensor, at least 1';
comment on column results.v1_layers.zeros is 'how many of them are zero in the checkpoint';
comment on column results.v1_layers.sparsity is 'their share, 0 to 1';
