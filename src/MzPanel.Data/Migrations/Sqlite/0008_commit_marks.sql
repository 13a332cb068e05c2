-- Nothing: nobody stands between a commit and its answer. The numbers stay the same on both databases.
SELECT 1;
