create table alerts (org_id text, id text, primary key (org_id, id));
create table alert_events (org_id text, id text, primary key (org_id, id));
-- public: what is open now
create view open_alerts as select id from alerts;
