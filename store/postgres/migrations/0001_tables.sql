-- Every table begins with the partition and every key contains it, so that a database
-- may be spread by it and each sync stays on one node.

CREATE TABLE partitions (
    partition uuid PRIMARY KEY,
    replica   bytea NOT NULL CHECK (octet_length(replica) = 8), -- the hub's own log
    position  bigint NOT NULL CHECK (position >= 0),            -- of the newest alteration
    clock     bigint NOT NULL,                                  -- hybrid logical clock
    seal      bytea NOT NULL                                    -- tells whether a key is the right one
);

-- The logs. Rows are only ever added; a hash is the link of the replica's chain.
CREATE TABLE changes (
    partition uuid NOT NULL,
    replica   bytea NOT NULL CHECK (octet_length(replica) = 8),
    seq       bigint NOT NULL CHECK (seq > 0),
    hash      bytea NOT NULL CHECK (octet_length(hash) = 32),
    body      bytea NOT NULL,
    PRIMARY KEY (partition, replica, seq)
);

-- Changes under a number that another holds: clones and old copies. Only ever added to.
CREATE TABLE branches (
    partition uuid NOT NULL,
    replica   bytea NOT NULL CHECK (octet_length(replica) = 8),
    seq       bigint NOT NULL CHECK (seq > 0),
    hash      bytea NOT NULL CHECK (octet_length(hash) = 32),
    body      bytea NOT NULL,
    PRIMARY KEY (partition, replica, seq, hash)
);

-- Why changes have no effect. The hash is that of a branch, and empty for a change.
CREATE TABLE verdicts (
    partition uuid NOT NULL,
    replica   bytea NOT NULL CHECK (octet_length(replica) = 8),
    seq       bigint NOT NULL CHECK (seq > 0),
    hash      bytea NOT NULL,
    code      smallint NOT NULL,
    detail    text NOT NULL,
    PRIMARY KEY (partition, replica, seq, hash)
);

-- Records as merged, at the position of their newest alteration.
CREATE TABLE records (
    partition uuid NOT NULL,
    id        uuid NOT NULL,
    kind      integer NOT NULL CHECK (kind BETWEEN 0 AND 65535),
    scope     uuid NOT NULL,
    position  bigint NOT NULL CHECK (position > 0),
    body      bytea NOT NULL,
    PRIMARY KEY (partition, id)
);
CREATE UNIQUE INDEX records_position ON records (partition, position);
CREATE INDEX records_scope ON records (partition, scope, kind, id);

-- At which positions records left scopes.
CREATE TABLE departures (
    partition uuid NOT NULL,
    id        uuid NOT NULL,
    position  bigint NOT NULL,
    scope     uuid NOT NULL,
    PRIMARY KEY (partition, id, position)
);

-- What is never synchronized.
CREATE TABLE locals (
    partition uuid NOT NULL,
    name      text NOT NULL,
    body      bytea NOT NULL,
    PRIMARY KEY (partition, name)
);
