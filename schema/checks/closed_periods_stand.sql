-- What is accepted in a closed period adds up to what its latest version says, row by row: nothing of it has changed without consent.
with told as (
  select period.id as period_id, figure.flow_class, figure.stage, figure.form, figure.rows, figure.gross_fen, figure.net_fen, figure.valued_fen, figure.mark
  from reporting_period period
  join reporting_period_version version on version.period_id = period.id and version.version = period.version
  join reporting_period_figure figure on figure.version_id = version.id
), is_there as (
  select period.id as period_id, figure.* from reporting_period period, period_figures(period) as figure where period.closed_at is not null
)
select 'is there no more' as what, * from (select * from told except select * from is_there) as missing
union all
select 'was not there', * from (select * from is_there except select * from told) as added
