-- Nothing: one silo needs no cluster, and its grains keep their state in grain_state. The numbers stay the same on both databases.
SELECT 1;
