import { newFunctions } from './newFunctions.ts';
import { newOptions, newSettings, syntaxes } from './newSyntax.ts';

/**
 * Words whose value matters to the server's grammar or to this folder's readers. Any other name is merely copied or compared
 * with other names.
 */

const keywords = `
  abort absent absolute access action add admin after aggregate all also alter always analyse analyze and any array as
  asc asensitive assertion assignment asymmetric at atomic attach attribute authorization backward before begin
  between bigint binary bit boolean both breadth by cache call called cascade cascaded case cast catalog chain char
  character characteristics check checkpoint class close cluster coalesce collate collation column columns comment
  comments commit committed compression concurrently conditional configuration conflict connection constraint
  constraints content continue conversion copy cost create cross csv cube current current_catalog current_date
  current_role current_schema current_time current_timestamp current_user cursor cycle data database day deallocate
  dec decimal declare default defaults deferrable deferred definer delete delimiter delimiters depends depth desc
  detach dictionary disable discard distinct do document domain double drop each else empty enable encoding encrypted
  end enforced enum error escape event except exclude excluding exclusive execute exists explain expression extension
  external extract false family fetch filter finalize first float following for force foreign format forward freeze
  from full function functions generated global grant granted greatest group grouping groups handler having header
  hold hour identity if ilike immediate immutable implicit import in include including increment indent index indexes
  inherit inherits initially inline inner inout input insensitive insert instead int integer intersect interval into
  invoker is isnull isolation join json json_array json_arrayagg json_exists json_object json_objectagg json_query
  json_scalar json_serialize json_table json_value keep key keys label language large last lateral leading leakproof
  least left level like limit listen load local localtime localtimestamp location lock locked logged mapping match
  matched materialized maxvalue merge merge_action method minute minvalue mode month move name names national natural
  nchar nested new next nfc nfd nfkc nfkd no none normalize normalized not nothing notify notnull nowait null nullif
  nulls numeric object objects of off offset oids old omit on only operator option options or order ordinality others
  out outer over overlaps overlay overriding owned owner parallel parameter parser partial partition passing password
  path period placing plan plans policy position preceding precision prepare prepared preserve primary prior
  privileges procedural procedure procedures program publication quote quotes range read real reassign recursive ref
  references referencing refresh reindex relative release rename repeatable replace replica reset restart restrict
  return returning returns revoke right role rollback rollup routine routines row rows rule savepoint scalar schema
  schemas scroll search second security select sequence sequences serializable server session session_user set setof
  sets share show similar simple skip smallint snapshot some source sql stable standalone start statement statistics
  stdin stdout storage stored strict string strip subscription substring support symmetric sysid system system_user
  table tables tablesample tablespace target temp template temporary text then ties time timestamp to trailing
  transaction transform treat trigger trim true truncate trusted type types uescape unbounded uncommitted
  unconditional unencrypted union unique unknown unlisten unlogged until update user using vacuum valid validate
  validator value values varchar variadic varying verbose version view views virtual volatile when where whitespace
  window with within without work wrapper write xml xmlattributes xmlconcat xmlelement xmlexists xmlforest
  xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable year yes zone`;

/** What the grammar compares names with although they are no keywords. */
const grammarNames = `
  bypassrls createdb createrole hash list login modulus nobypassrls nocreatedb nocreaterole noinherit nologin
  noreplication nosuperuser pg_catalog public remainder session_authorization superuser utf16 utf32 utf8`;

const typeNames = `
  aclitem anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray anycompatiblerange
  anyelement anyenum anymultirange anynonarray anyrange bigserial bool box bpchar bytea cid cidr circle cstring date
  datemultirange daterange event_trigger fdw_handler float4 float8 gtsvector index_am_handler inet int2 int2vector
  int4 int4multirange int4range int8 int8multirange int8range internal jsonb jsonpath language_handler line lseg
  macaddr macaddr8 money nummultirange numrange oid oidvector point polygon record refcursor regclass regcollation
  regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype serial serial2 serial4
  serial8 smallserial table_am_handler tid timestamptz timetz tsm_handler tsmultirange tsquery tsrange tstzmultirange
  tstzrange tsvector txid_snapshot uuid varbit void xid xid8`;

/** What the readers look for. */
const readNames = `
  alias any_value argument array_reverse array_sample array_shuffle array_sort assignments autovacuum_ banalyze
  bit_count bit_xor blank body btree casefold composite connect constant crc32 crc32c create_slot date_add date_bin
  date_subtract derived dialect elseif elsif erf erfc exact exception exhausted extended failed failure features
  foreach gamma gcd gen_random_uuid generic_plan gist graph graph_table headline ignore indirection jsonb_path_exists
  jsonb_path_match jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_path_query_tz jsonb_set_lax
  junk kind lcm length lexer lgamma libpg like_escape loop lsn lz4 main maintain memory min_scale model multirange
  named negative newer node nodes num number numbers on_error open operation operations original other overflow
  parameters parent parse partitions perform pglz pgsql placeholders plain plpgsql portion property publish_
  quantified query random random_normal range_agg range_intersect_agg regexp_count regexp_instr regexp_like
  regexp_substr relation relname repack repeat respect same scale script security_invoker serialize set_config
  settings similar_to_escape slice span spans special spgist split stack star string_to_table subquery syntax to_bin to_oct
  tree trim_array trim_scale tstz ud800 udbff udc00 udfff ue000 uf7ff ufeff ufffd underscores unicode_assigned unistr
  unterminated uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7 vacuum_ volatility wait wal while word
  xmltext xob yacc`;

/** Every word that is a keyword in some version, lower case. */
export const keywordSet: ReadonlySet<string> = new Set(keywords.trim().split(/\s+/));

const words: ReadonlySet<string> = new Set(
  [keywords, grammarNames, typeNames, readNames]
    .flatMap((list) => list.trim().split(/\s+/))
    .concat(
      syntaxes.flatMap(({ tokens }) => tokens),
      [...newFunctions.keys()],
      Object.values(newOptions).flatMap(Object.keys),
      Object.keys(newSettings),
    ),
);

/** By hash, so that a word can be looked up where it stands in a text. */
const slots: (readonly string[] | undefined)[] = new Array(4096).fill(undefined);
for (const word of words) {
  const hash = hashOf(word, 0, word.length);
  slots[hash] = [...(slots[hash] ?? []), word];
}

function folded(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + folded(text.charCodeAt(at))) | 0;
  return (hash ^ (hash >>> 12)) & 4095;
}

function isAt(word: string, text: string, start: number): boolean {
  for (let at = 0; at < word.length; at++) {
    if (folded(text.charCodeAt(start + at)) !== word.charCodeAt(at)) return false;
  }
  return true;
}

/**
 * Whether the value of the name from `start` to `end` may matter, whatever its letters' case. Short words and the server's
 * own names are taken to.
 */
export function isTelling(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length < 3) return true;
  const candidates = slots[hashOf(text, start, end)];
  if (candidates !== undefined) {
    for (let at = 0; at < candidates.length; at++) {
      const word = candidates[at];
      if (word !== undefined && word.length === length && isAt(word, text, start)) return true;
    }
  }
  return isAt('pg_', text, start);
}
