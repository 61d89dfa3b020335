-- A password of 8 to 14 characters is enough beside a second factor, and must not stand alone.

alter table auth_accounts add column password_short boolean not null default false;
