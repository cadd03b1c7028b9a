-- Least rights. The owner of the tables migrates; hub processes log in as a member of
-- pendamping_app, which can add to the logs but neither alter nor delete there; reports
-- are made as a member of pendamping_report, which sees counts and no values.
DO $$
DECLARE
    r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['pendamping_app', 'pendamping_report'] LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = r);
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', r);
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN
                NULL; -- another migration was first
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'role % is missing and cannot be made by this user', r
                    USING HINT = 'have an administrator run: CREATE ROLE ' || r || ' NOLOGIN',
                          ERRCODE = 'insufficient_privilege';
        END;
    END LOOP;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO pendamping_app, pendamping_report', current_schema());
END
$$;

CREATE VIEW report_records AS
    SELECT partition, scope, kind, count(*) AS records, max(position) AS position
    FROM records GROUP BY partition, scope, kind;

CREATE VIEW report_logs AS
    SELECT partition, replica, max(seq) AS seq
    FROM changes GROUP BY partition, replica;

CREATE VIEW report_quarantine AS
    SELECT partition, code, count(*) AS changes
    FROM verdicts GROUP BY partition, code;

GRANT SELECT ON versions TO pendamping_app;
GRANT SELECT, INSERT, UPDATE ON partitions TO pendamping_app;
GRANT SELECT, INSERT ON changes, branches TO pendamping_app;
GRANT SELECT, INSERT, UPDATE ON verdicts TO pendamping_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON records TO pendamping_app;
GRANT SELECT, INSERT, DELETE ON departures TO pendamping_app;
GRANT SELECT, INSERT, UPDATE ON locals TO pendamping_app;
GRANT SELECT ON report_records, report_logs, report_quarantine TO pendamping_report;
