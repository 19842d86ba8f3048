"""The tables, as steps that only ever get added. Each step runs once, in order, all in one transaction.

Times are whole microseconds since 1970 UTC, days whole days since then; `links` tables hold what is looked up by name,
JSON columns what is only read back. Numbers of stories (`story`) stay inside this package; outside a story has its id.
"""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from model.errors import StoreError
from store.connection import APPLICATION_ID, Database, translated

if TYPE_CHECKING:
    import sqlite_utils

SET = "factionwatch"
Step = Callable[["sqlite_utils.Database"], None]
_STEPS: list[tuple[str, Step]] = []


def step(function: Step) -> Step:
    """Add a step; its name is kept in each store it was applied to."""
    _STEPS.append((function.__name__, function))
    return function


def names() -> tuple[str, ...]:
    """The steps this program knows."""
    return tuple(name for name, _ in _STEPS)


def applied(database: Database) -> tuple[str, ...]:
    """The steps a store has gone through; none for an empty file."""
    if not database.value("select 1 from sqlite_master where name = '_sqlite_migrations'"):
        return ()
    rows = database.rows("select name from _sqlite_migrations where migration_set = ? order by id", (SET,))
    return tuple(name for (name,) in rows)


def refuse_newer(database: Database) -> None:
    """A store with a step that we don't know was written by a newer version: hands off."""
    unknown = [name for name in applied(database) if name not in names()]
    if unknown:
        raise StoreError(
            f"{database.path} was written by a newer version of factionwatch ({unknown[-1]}); install that version"
        )


def migrate(database: Database, *, stop_before: str | None = None) -> None:
    """Bring a store to this program's tables, inside the caller's BEGIN IMMEDIATE: two that start at once both live."""
    refuse_newer(database)
    if applied(database) == names():
        return
    from sqlite_utils import Database as Tables
    from sqlite_utils import Migrations

    migrations = Migrations(SET)
    for name, function in _STEPS:
        migrations(name=name)(function)
    tables = Tables(database.connection, execute_plugins=False, recursive_triggers=False)
    try:
        migrations.apply(tables, stop_before=stop_before)
    except sqlite3.Error as error:
        raise translated(error, database.path) from error
    database.run(f"PRAGMA application_id = {APPLICATION_ID}")


@step
def meta(db: "sqlite_utils.Database") -> None:
    """What the program notes about itself: heartbeat, data versions, last evaluation."""
    db.executescript("create table meta (key text primary key, value text not null) without rowid;")


@step
def items(db: "sqlite_utils.Database") -> None:
    """Entries that were kept, what was found in them, and the keys of all that were ever seen."""
    db.executescript(
        """
        create table seen (
            key blob primary key,  -- 128 bits
            item integer,  -- null: matched nothing, or its text was given up: never new again
            at integer not null
        ) without rowid;
        create table items (
            id integer primary key,  -- (unix seconds << 31) | 31 bits of the key: newest first by number
            key blob not null,
            feed text not null,
            outlet text not null,
            language text not null,
            title text not null,
            summary text not null,
            content text not null,
            link text not null,
            published integer not null,
            first_seen integer not null,
            history integer not null,
            more text not null  -- JSON: fields that are rarely set
        );
        create index items_feed on items (feed);  -- each entry ends in the id, so that a feed's newest come for free
        create table annotations (
            item integer primary key references items (id) on delete cascade,
            rules_version text not null,
            data text not null
        );
        create index annotations_version on annotations (rules_version);
        create table reports (
            item integer primary key references items (id) on delete cascade,
            data text not null
        );
        create table item_links (
            kind text not null,  -- actor, person, place
            name text not null,
            item integer not null,
            feed text not null,
            primary key (kind, name, item)
        ) without rowid;
        create table edits (
            item integer not null references items (id) on delete cascade,
            at integer not null,
            title text not null,
            summary text not null,
            primary key (item, at)
        ) without rowid;
        """
    )


@step
def stories(db: "sqlite_utils.Database") -> None:
    """Stories, why each item stands in one, and every merge and split."""
    db.executescript(
        """
        create table stories (
            story integer primary key,
            id text not null unique,
            headline text not null,
            headline_item integer not null,
            first_seen integer not null,
            latest integer not null,
            type text not null,
            sources integer not null,
            history integer not null,
            into_story integer references stories (story),  -- merged into; null while it lives
            facts text not null  -- JSON: all other fields
        );
        create index stories_first_seen on stories (first_seen);
        create index stories_into on stories (into_story) where into_story is not null;
        create table story_links (
            kind text not null,  -- all, type, actor, actor-type, person, place
            name text not null,
            latest integer not null,
            story integer not null,
            primary key (kind, name, latest, story)
        ) without rowid;
        create table joins (
            item integer primary key,
            story integer not null references stories (story),
            reason text not null,
            score real not null,
            detail text not null,
            copy_of integer
        );
        create index joins_story on joins (story, item);
        create table story_changes (
            change integer primary key,
            kind text not null,  -- merge, split
            story text not null,  -- the one that stays
            other text not null,  -- the one taken in, or the new one
            at integer not null,
            who text not null,
            reason text not null
        );
        create index story_changes_story on story_changes (story);
        create index story_changes_other on story_changes (other);
        create index story_changes_at on story_changes (at);
        """
    )


@step
def counts(db: "sqlite_utils.Database") -> None:
    """Roll-ups, kept in the transaction that changes what they count; history is left out."""
    db.executescript(
        """
        create table story_day (
            day integer not null, type text not null, n integer not null, primary key (day, type)
        ) without rowid;
        create table actor_day (
            actor text not null, day integer not null, type text not null, n integer not null,
            primary key (actor, day, type)
        ) without rowid;
        create index actor_day_day on actor_day (day, actor, n);
        create table pair_day (
            a text not null, b text not null, day integer not null, n integer not null, primary key (a, b, day)
        ) without rowid;
        create index pair_day_day on pair_day (day, a, b, n);
        create index pair_day_b on pair_day (b, day, a, n);
        create index pair_day_a on pair_day (a, day, b, n);
        create table feed_day (  -- feed '' is all of them
            feed text not null, day integer not null, n integer not null, primary key (feed, day)
        ) without rowid;
        create index feed_day_day on feed_day (day, feed, n);
        """
    )


@step
def search(db: "sqlite_utils.Database") -> None:
    """Full text over normalised words; a row's number is its item's, so newest comes first."""
    db.executescript(
        """
        create virtual table words using fts5 (
            text, actors, tokenize = "unicode61 remove_diacritics 2 tokenchars _", columnsize = 0
        );
        """
    )


@step
def feed_states(db: "sqlite_utils.Database") -> None:
    """What is known of each feed between two polls."""
    db.executescript(
        """
        create table feed_states (
            feed text primary key,
            next_due integer not null,
            lease_until integer,
            owner text,
            state text not null  -- JSON: all other fields
        ) without rowid;
        create index feed_states_due on feed_states (next_due);
        """
    )


@step
def operation(db: "sqlite_utils.Database") -> None:
    """Corrections that outlive every re-annotation, readers' reports, and the state of buttons."""
    db.executescript(
        """
        create table corrections (
            correction integer primary key,
            item integer not null,
            actor text not null,
            refuted integer not null,  -- 1: not this actor; 0: this actor indeed
            reason text not null,
            who text not null,
            at integer not null
        );
        create unique index corrections_item on corrections (item, actor);
        create index corrections_at on corrections (at);
        create table reader_reports (
            report integer primary key,
            kind text not null,
            subject text not null,
            detail text not null,
            who text not null,
            at integer not null,
            closed_at integer,
            outcome text not null default ''
        );
        create index reader_reports_open on reader_reports (at) where closed_at is null;
        create index reader_reports_same on reader_reports (kind, subject, who) where closed_at is null;
        create table actions (
            id text primary key, at integer not null, payload text not null
        ) without rowid;
        create index actions_at on actions (at);
        """
    )


@step
def seen_marks(db: "sqlite_utils.Database") -> None:
    """Which feed brought an entry, and a hash of its words, so that an edit is told from a repetition."""
    db.executescript(
        """
        alter table seen add column feed text not null default '';
        alter table seen add column mark integer not null default 0;
        alter table seen add column edits integer not null default 0;
        """
    )


@step
def channels(db: "sqlite_utils.Database") -> None:
    """Channels that are posted to, with their habits and state, and what each has subscribed to."""
    db.executescript(
        """
        create table channels (
            channel integer primary key,
            platform text not null,
            workspace text not null,
            id text not null,
            thread text not null,
            habits text not null default '{}',  -- JSON
            state text not null default 'active',  -- active, paused, missing, revoked, ended
            reason text not null default '',
            changed integer,
            looks integer not null default 0,
            look_at integer,
            digest_due integer,
            digest_done integer,
            secret text not null default '',
            not_before integer not null default 0,  -- the platform asked us to wait
            wake integer,  -- when its next post can be tried, at the earliest
            wake_edit integer  -- the same for edits, while no post waits
        );
        create unique index channels_address on channels (platform, workspace, id, thread);
        create index channels_wake on channels (platform, wake) where wake is not null;
        create index channels_wake_edit on channels (platform, wake_edit) where wake_edit is not null;
        create index channels_look on channels (platform, look_at) where look_at is not null;
        create index channels_digest on channels (digest_due) where digest_due is not null;
        create table subscriptions (
            subscription integer primary key,
            channel integer not null references channels (channel) on delete cascade,
            subject text not null,
            target text not null,
            rhythm text not null,
            since integer not null,
            data text not null  -- JSON: types, places, words, min_sources, who
        );
        create unique index subscriptions_subject on subscriptions (channel, subject);
        create index subscriptions_target on subscriptions (rhythm, target, channel);
        """
    )


@step
def outbox(db: "sqlite_utils.Database") -> None:
    """Deliveries, the news still spreading to channels, why stories were held back, and what digests have told."""
    db.executescript(
        """
        create table outbox (
            delivery integer primary key,
            channel integer not null references channels (channel) on delete cascade,
            subject text not null,
            kind text not null,
            edit integer not null,  -- 0: a post, 1: an edit of one
            key text not null,
            state text not null,
            open integer not null,  -- 1 while it waits for its end
            reason text not null default '',
            story text not null default '',
            target integer,
            created integer not null,
            due integer not null,
            next_try integer not null,
            tries integer not null default 0,
            try_at integer,
            unsure_at integer,
            sent_at integer,
            message text not null default '',
            payload text not null default '',
            told text not null default '{}',  -- JSON
            wanted integer not null default 0,
            repeated integer not null default 0,
            owner text not null default '',
            lease_until integer
        );
        create unique index outbox_subject on outbox (channel, subject);
        create index outbox_open on outbox (channel, edit, due, delivery) where open = 1;
        create index outbox_story on outbox (story, channel) where story <> '';
        create index outbox_sent on outbox (channel, sent_at) where sent_at is not null;
        create index outbox_target on outbox (target) where target is not null;
        create index outbox_created on outbox (created);
        create table spreads (
            spread integer primary key,
            kind text not null,
            subject text not null,
            payload text not null,
            at integer not null,
            after integer not null
        );
        create unique index spreads_subject on spreads (kind, subject);
        create table held_stories (
            story text primary key, reason text not null, at integer not null
        ) without rowid;
        create table digest_stories (
            channel integer not null references channels (channel) on delete cascade,
            story text not null,
            delivery integer not null,
            at integer not null,
            mark text not null,
            primary key (channel, story, delivery)
        ) without rowid;
        create index digest_stories_story on digest_stories (story);
        """
    )


@step
def editions(db: "sqlite_utils.Database") -> None:
    """Digests as they were given, so that one can be shown again."""
    db.executescript(
        """
        create table editions (
            edition integer primary key,
            scope text not null,  -- to whom, and about what
            since integer not null,
            until integer not null,
            at integer not null,
            payload text not null  -- JSON: the briefing, and which stories it told
        );
        create index editions_scope on editions (scope, edition);
        """
    )


@step
def sightings(db: "sqlite_utils.Database") -> None:
    """Names like those of groups that nobody we know bears, where they stood, and which the operator was told of."""
    db.executescript(
        """
        create table sightings (
            name text not null,  -- normalised
            item integer not null references items (id) on delete cascade,
            written text not null,
            sentence text not null,
            owner text not null,
            primary key (name, item)
        ) without rowid;
        create index sightings_item on sightings (item);
        create table proposed_names (
            name text primary key,
            report integer not null
        ) without rowid;
        """
    )
