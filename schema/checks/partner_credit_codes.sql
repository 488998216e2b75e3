-- A credit code has 18 characters of its alphabet and the right check character, and one partner bears it.
select id, credit_code from partner
where credit_code is not null
  and (not is_credit_code(credit_code) or exists (select from partner other where other.credit_code = partner.credit_code and other.id <> partner.id))
