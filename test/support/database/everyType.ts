/** A table with all that a copy must keep: keys to itself and in any order, values of each kind, counting triggers. */
export const everyType = `
  CREATE TYPE public.every_mood AS ENUM ('a ''mood''', 'b,{}');
  CREATE TABLE public."every Type" (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "next" bigint REFERENCES public."every Type",
    "a text" text, texts text[], bytes bytea, json jsonb, plain json, mood public.every_mood, moods public.every_mood[],
    float float8, single real, exact numeric, span interval, at timestamptz, local timestamp, uuid uuid,
    twice text GENERATED ALWAYS AS ("a text" || "a text") STORED
  );
  CREATE UNLOGGED TABLE public.every_count (count int);
  CREATE FUNCTION public.count_every() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO public.every_count VALUES (1); RETURN NULL; END $$;
  CREATE TRIGGER every_count AFTER INSERT ON public."every Type" FOR EACH ROW EXECUTE FUNCTION public.count_every();
  CREATE SEQUENCE public.every_sequence;
  SELECT jobs.create_queue('apart', '{"policy": "standard", "partition": "true"}')`

const values = [
  ["'\\N'", "ARRAY['\\N', NULL, '', '{}', 'a\"b\\']", "'\\x005c4e0a'", `'{"a": ["\\u2028", 1.0, null]}'`],
  ["E'\\t\\n\\r\\\\.\\n\\b'", "'{}'", "''", "'null'"],
  ["'\\.'", 'NULL', 'NULL', `'"\\\\N"'`],
  ["''", "ARRAY['👩🏽‍🚀', E'\\u2028\\ufeff']", "decode(repeat('00ff', 300000), 'hex')", "'{}'"],
  ['NULL', "'[2:3]={a,b}'", "'\\x'", 'NULL'],
]

const numbers = [
  ["'NaN'", "'-0'", "'1e-300'", "'1 mon -1 day 00:00:00.000001'", "'infinity'", "'-infinity'"],
  ["'4.9406564584124654e-324'", "'3.4028235e38'", '1.10', "'-00:00:01'", "'4713-01-01 BC'", "'294276-01-01'"],
  ['0.1::float8 + 0.2', '0.1', "'NaN'", "'P1Y'", "'1969-12-31 23:59:59.999999-08'", "'2024-02-29'"],
  ["'-Infinity'", 'NULL', 'NULL', 'NULL', 'NULL', 'NULL'],
  ['1e21', '1', "'123456789012345678901234567890.000'", "'0'", "'2026-03-29 02:30+01'", "'2026-03-29 02:30'"],
]

/** Statement that fills the table: each row leads to the next one, the last one to the first one. */
export const rowsOfEveryType = `
  INSERT INTO public."every Type" ("next", "a text", texts, bytes, json, plain, mood, moods, float, single, exact, span, at,
                                   local, uuid)
  VALUES ${values
    .map(([text, texts, bytes, json], index) => {
      const next = ((index + 1) % values.length) + 1
      const mood = `${index % 2 ? 'NULL' : "'a ''mood'''"}, '{"b,{}",NULL}'`
      return `(${next}, ${text}, ${texts}, ${bytes}, ${json}, '{"b" : 1, "a":1}', ${mood}, ${numbers[index]}, gen_random_uuid())`
    })
    .join(', ')};
  SELECT nextval('public.every_sequence') FROM generate_series(1, 7);
  INSERT INTO jobs.job (name) VALUES ('apart')`
