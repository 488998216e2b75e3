-- What the load works with, gone when it is done. A draw is a number from 0 up to 1 that depends on nothing but what is drawn
-- for and why, so that the same size always gives the same ledger.
create schema bench;

create function bench.draw(number bigint, purpose bigint) returns double precision
language sql immutable parallel safe
return (hashint8extended(number, purpose) & 9007199254740991) / 9007199254740992.0::double precision;

-- A number from 0 to count - 1, small ones more often: a few counties, firms and villages get most, as in any real ledger.
create function bench.pick(number bigint, purpose bigint, count bigint) returns bigint
language sql immutable parallel safe
return floor(count * power(bench.draw(number, purpose), 2))::bigint;
