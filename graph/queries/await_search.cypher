// Waits until search knows what was just written: the full-text indexes follow a moment later, which makes loads twice as fast.
CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()
