create table ghosts (org_id text not null, id text, primary key (org_id, id));
