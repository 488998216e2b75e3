import pg from 'pg';

/**
 * Brings the ledger of a server into memory: a server that runs for weeks has its pages there, and one that was just started would be measured by its
 * disk. The server's own memory is filled with rows and then with indexes, the small ones first; what it has no room for the operating
 * system keeps. Otherwise whoever is asked first would read the pages for the others.
 */
export async function warm(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`
      with relation as (
        select pg_class.oid, sum(pg_relation_size(pg_class.oid)) over (order by relkind = 'i', pg_relation_size(pg_class.oid), pg_class.oid) as filled
        from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where nspname in ('public', 'pg_toast') and relkind in ('r', 't', 'i')
      )
      select sum(pg_prewarm(oid::regclass, case when filled < 0.9 * pg_size_bytes(current_setting('shared_buffers')) then 'buffer' else 'read' end))
      from (select * from relation order by filled) as one`);
  } finally {
    await client.end();
  }
}
