-- Where each test sample's latent lies along the first two principal components; null in rows from
-- before, where geometry was not asked for, and before the end.
alter table measurement
  add column pc1_share double precision,
  add column pc2_share double precision,
  add column pc1 real[],
  add column pc2 real[];
