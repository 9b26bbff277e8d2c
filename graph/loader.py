"""Records into the graph, in batches that are each one transaction; loading again creates nothing."""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from graph.batch import Batch
from graph.connection import Database, Work
from graph.errors import TransactionTooLarge
from graph.identity import normal_form
from graph.merging import remember
from graph.placing import Placed, place
from graph.records import AnyRecord, FeatureRecord, MergeRecord, Reject, RelationRecord, SongClaim, SourceRecord

# records a transaction: of new songs they take a third of the memory that the local Neo4j gives one, and twice that where many
# artists come to their fiftieth song, when it rewrites all their relationships
BATCH = 2_500
SLICE = BATCH // 4  # records that are read while the database works on one statement
REASONS = 1_000  # different reasons of rejects that are counted one by one

Row = tuple[int, AnyRecord | Reject]


@dataclass(slots=True)
class LoadCount:
    """What a load did. `rows` are those read; `claims` are new claims of relations, `known` those that stood already, though
    perhaps not as fully.

    `reasons` counts the rejects by what was wrong; `features_repeated` rows spoke of a song and source that an earlier row had
    spoken of.
    """

    rows: int = 0
    songs: int = 0
    artists: int = 0
    relations: int = 0
    claims: int = 0
    known: int = 0
    reversed_pairs: int = 0
    older_samplers: int = 0
    features_changed: int = 0
    features_same: int = 0
    features_repeated: int = 0
    rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def created(self) -> int:
        """New nodes and relations; 0 when all was there already."""
        return self.songs + self.artists + self.relations


def load(
    database: Database,
    records: Iterable[Row],
    *,
    advance: Callable[[int], None] = lambda _: None,
    rejected: Callable[[Reject], None] = lambda _: None,
    waits: bool = False,
) -> LoadCount:
    """Load records of any kind; `advance` is told of every batch how many rows it had, `rejected` of every row left out.

    Relations come with their songs and artists. A song that takes from itself is rejected, and so is what was measured of a
    song that the graph does not know, since features alone relate a song to nothing; of several rows of one source about one
    song's features the first counts. A claim that stands already is known, not doubled. Both directions of a pair are kept,
    and so is a sampler older than what it samples – they are what the source says, years are often those of re-issues, and
    the adjacency, which is symmetric, counts a pair once.

    An error of `records` comes out after what was read before it was loaded. The next rows are read while the database works
    on these – unless `records` may have to wait for them, as a pipe does: nobody waits inside a transaction.
    """
    reading = _Reading(database, iter(records), rejected)
    collecting = gc.isenabled()
    gc.disable()  # batches are many small objects without cycles: looking for some doubles the time of reading
    try:
        while part := reading.next():
            rows = part.rows
            reading.write(part, (lambda: None) if waits else reading.read_on)
            del part
            gc.collect(1)  # the driver leaves what it was given in cycles: without this, everything stays until the end
            advance(rows)
    finally:
        if collecting:
            gc.enable()
    if reading.count.rows:
        database.read("await_search")
    return reading.count


@dataclass(slots=True)
class _Part:
    """The records of one transaction, and how many rows were read for it."""

    source: Callable[[str], str]  # gives the spelling of a source's name that is there already
    rows: int = 0
    records: list[tuple[int, AnyRecord]] = field(default_factory=list)
    batch: Batch = field(default_factory=Batch)
    described: list[SourceRecord] = field(default_factory=list)
    merges: list[MergeRecord] = field(default_factory=list)
    features: list[tuple[int, FeatureRecord]] = field(default_factory=list)
    relations: int = 0

    def add(self, line: int, record: AnyRecord, ends: tuple[str, str] | None = None) -> None:
        """Take a record; `ends` are the ids of a relation's songs, where they are known."""
        self.records.append((line, record))
        if isinstance(record, RelationRecord):
            sampler, sampled = ends or (record.sampler.song_id, record.sampled.song_id)
            self.batch.add_relation(record, self.source(record.source), sampler, sampled)
            self.relations += 1
        elif isinstance(record, SongClaim):
            self.batch.add_song(record.song, self.source(record.source), record.song.song_id)
        elif isinstance(record, FeatureRecord):
            self.features.append((line, record))
        elif isinstance(record, MergeRecord):
            self.merges.append(record)
        else:
            self.described.append(record)

    def halves(self) -> "list[_Part]":
        """The same records in two parts, in the order in which they came."""
        middle = len(self.records) // 2
        halves = []
        for records in (self.records[:middle], self.records[middle:]):
            half = _Part(self.source, rows=self.rows * len(records) // len(self.records))
            for line, record in records:
                half.add(line, record)
            halves.append(half)
        halves[1].rows = self.rows - halves[0].rows
        return halves


class _Reading:
    """One load: what it has read ahead, what it has seen, and what it counts."""

    def __init__(self, database: Database, records: Iterator[Row], rejected: Callable[[Reject], None]) -> None:
        self.count = LoadCount()
        self._database = database
        self._records = records
        self._rejected = rejected
        self._part = _Part(self._source)
        self._ended = False
        self._error: Exception | None = None
        self._pairs: set[int] = set()  # hashes, not rows: a few dozen bytes a relation
        self._measured: set[int] = set()
        # a source that is spelled a little otherwise is the one that is there: `Rap List` and `rap list`
        self._sources: dict[str, str] = {normal_form(row["name"]): row["name"] for row in database.read("source_names")}

    def next(self) -> "_Part | None":
        """The records of the next transaction, None after the last; raises what went wrong with the records after them."""
        while not self._full():
            self.read_on()
        part, self._part = self._part, _Part(self._source)
        if part.rows or part.records:
            return part
        if self._error is not None:
            raise self._error
        return None

    def read_on(self) -> None:
        """Read some rows of the next transaction; does nothing when it has enough."""
        for _ in range(SLICE):
            if self._full():
                return
            try:
                line, record = next(self._records)
            except StopIteration:
                self._ended = True
            except Exception as error:  # said when what came before it is loaded
                self._ended, self._error = True, error
            else:
                self._take(self._part, line, record)
            if self._full():
                self._part.batch.prepare()

    def _full(self) -> bool:
        return self._ended or self._part.rows >= BATCH

    def reject(self, reject: Reject) -> None:
        count = self.count
        count.rejected += 1
        count.reasons[reject.reason if len(count.reasons) < REASONS or reject.reason in count.reasons else "other"] += 1
        self._rejected(reject)

    def _source(self, name: str) -> str:
        return self._sources.setdefault(normal_form(name), name)

    def _take(self, part: _Part, line: int, record: AnyRecord | Reject) -> None:
        part.rows += not isinstance(record, SourceRecord)
        if isinstance(record, RelationRecord):
            self._take_relation(part, line, record)
        elif isinstance(record, Reject):
            self.reject(record)
        elif isinstance(record, FeatureRecord) and self._repeated(record):
            self.count.features_repeated += 1
        else:
            part.add(line, record)

    def _take_relation(self, part: _Part, line: int, record: RelationRecord) -> None:
        sampler, sampled = record.sampler.song_id, record.sampled.song_id
        if sampler == sampled:
            row = {"artist": record.sampler.artist_credit, "title": record.sampler.title}
            self.reject(Reject(line, "a song cannot take from itself", row))
            return
        part.add(line, record, (sampler, sampled))
        pair = hash((record.type, sampler, sampled))
        if pair not in self._pairs:
            self._pairs.add(pair)
            self.count.reversed_pairs += hash((record.type, sampled, sampler)) in self._pairs
            years = record.sampler.year, record.sampled.year
            self.count.older_samplers += years[0] is not None and years[1] is not None and years[0] < years[1]

    def _repeated(self, record: FeatureRecord) -> bool:
        claim = hash((record.song_id, record.own_ids, record.source))
        if claim in self._measured:
            return True
        self._measured.add(claim)
        return False

    def write(self, part: _Part, meanwhile: Callable[[], None]) -> None:
        """Write one part as one transaction – or, if the database has no room for that, its halves.

        `meanwhile` is called while the database works.
        """
        try:
            self._transact(part, meanwhile)
        except TransactionTooLarge:
            if len(part.records) < 2:
                raise
            for half in part.halves():
                self.write(half, meanwhile)

    def _transact(self, part: _Part, meanwhile: Callable[[], None]) -> None:
        """Write one part, and count it after that, since a transaction may run more than once."""

        def work(work: Work) -> tuple[Placed, list[tuple[int, FeatureRecord]], int]:
            if part.described or part.merges or part.features:  # else the batch itself takes the lock
                work.run("lock_graph")
            if part.described:
                described = [
                    {"name": self._source(each.name), "terms": each.terms or None, "licence": each.licence or None}
                    for each in part.described
                ]
                work.run("load_sources", rows=described)
            for merge in part.merges:
                remember(work, merge.merged, merge.kept)
            batch = part.batch
            keys: dict[tuple[str, str], tuple[int, FeatureRecord]] = {}
            if part.features:
                batch = batch.copy()
                own = sorted({each for _, record in part.features for each in record.own_ids})
                known = {row["id"] for row in work.found("resolve_aliases", ids=own)} if own else set()
                known |= {own_id for _, own_ids in batch.own_ids() for own_id in own_ids}
                for line, record in part.features:
                    song = next((own_id for own_id in record.own_ids if own_id in known), record.song_id)
                    source = self._source(record.source)
                    batch.add_feature(song, source, record.bpm, record.key)
                    keys[song, source] = line, record
            placed = place(work, batch, joined=[merge.merged for merge in part.merges])
            unplaced = [each for key, each in keys.items() if key not in placed.measured]
            return placed, unplaced, len(keys)

        placed, unplaced, measured = self._database.transact(work, meanwhile)
        count = self.count
        count.rows += part.rows
        count.songs += placed.songs
        count.artists += placed.artists
        count.relations += placed.relations
        count.claims += placed.claims
        count.known += max(0, part.relations - placed.claims)
        count.features_changed += placed.features_changed
        count.features_same += measured - len(unplaced) - placed.features_changed
        for line, record in unplaced:
            row = {"artist": record.artist_credit, "title": record.title}
            self.reject(Reject(line, "no such song in the graph", row))
