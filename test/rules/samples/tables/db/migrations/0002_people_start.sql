create table people (org_id text, id text, primary key (org_id, id));
-- public: names beside ids on every screen
create view people_names as select id from people;
-- shared: everybody counts
create table counters (org_id text, id text, primary key (org_id, id));
-- owner: alerts
create table borrowed (org_id text, id text, primary key (org_id, id));
