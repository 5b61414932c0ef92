-- More of each checkpoint; all null in rows from before.
alter table measurement
  add column ece double precision,
  add column zero_latents integer,
  add column knn_accuracy double precision,
  add column support_zero_latents integer,
  add column rank_me double precision,
  add column alignment double precision,
  add column uniformity double precision,
  -- Of each tensor of weights, in the network's order.
  add column layer_name text[],
  add column layer_weights bigint[],
  add column layer_zeros bigint[];
