package dev.evenkeel.checks;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The functions that a query of a contract may call: all else is refused, so what a new version of
/// the engine brings is refused until somebody has looked at it.
///
/// Left out is what reads settings, the catalogue, the session or files, what parses SQL, what
/// sleeps or logs, what answers differently from run to run, what takes time by the square of a
/// value's length, and what makes a large value from a small one: the engine's limits on memory and
/// time do not hold within one expression.
final class SqlFunctions {
  private static final String OPERATORS =
      """
      + - * / // % ** ^ & | ~ << >> !__postfix @ = != < <= > >= && || @> <@ ^@
      ~~ !~~ ~~* !~~* ~~~ like_escape not_like_escape ilike_escape not_ilike_escape -> ->>
      """;
  private static final String AGGREGATES =
      """
      any_value approx_count_distinct approx_quantile arbitrary arg_max arg_min argmax argmin avg
      bit_and bit_or bit_xor bool_and bool_or corr count count_if count_star countif covar_pop
      covar_samp entropy favg first fsum kahan_sum kurtosis kurtosis_pop last mad max max_by mean
      median min min_by mode product quantile quantile_cont quantile_disc regr_avgx regr_avgy
      regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy sem skewness stddev
      stddev_pop stddev_samp sum sum_no_overflow sumkahan var_pop var_samp variance wavg
      weighted_avg geomean geometric_mean
      cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank
      rank_dense row_number
      """;
  private static final String NUMBERS =
      """
      abs acos acosh add asin asinh atan atan2 atanh bit_count cbrt ceil ceiling cos cosh cot
      degrees divide even exp factorial fdiv floor fmod gamma gcd greatest
      greatest_common_divisor isfinite isinf isnan lcm least least_common_multiple lgamma ln log
      log10 log2 mod multiply nextafter pi pow power radians round round_even roundbankers sign
      signbit sin sinh sqrt subtract tan tanh trunc xor
      """;
  private static final String TEXTS =
      """
      ascii bit_length char_length character_length chr concat concat_ws contains ends_with hash hex
      instr lcase left left_grapheme length length_grapheme lower ltrim md5 md5_number
      octet_length ord overlay position prefix regexp_escape regexp_extract regexp_extract_all
      regexp_full_match regexp_matches regexp_replace regexp_split_to_array replace reverse right
      right_grapheme rtrim sha1 sha256 split split_part starts_with str_split str_split_regex
      string_split string_split_regex string_to_array strip_accents strlen strpos substr substring
      substring_grapheme suffix to_base64 base64 to_hex translate trim ucase unicode upper url_decode
      url_encode nfc_normalize
      """;
  private static final String TIMES =
      """
      age ago century current_date current_localtime current_localtimestamp date_add date_diff
      date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth
      dayofweek dayofyear days_in_month decade epoch epoch_ms epoch_ns epoch_us era
      get_current_time get_current_timestamp hour isodow isoyear julian last_day make_date
      make_time make_timestamp make_timestamp_ms make_timestamp_ns make_timestamptz microsecond
      millennium millisecond minute month monthname nanosecond now quarter second strftime
      strptime time_bucket timezone timezone_hour timezone_minute to_centuries to_days to_decades
      to_hours to_microseconds to_millennia to_milliseconds to_minutes to_months to_quarters
      to_seconds to_timestamp to_weeks to_years today transaction_timestamp try_strptime week
      weekday weekofyear year yearweek
      """;
  private static final String NESTED =
      """
      array_contains array_distinct array_extract array_filter array_has array_has_all
      array_has_any array_indexof array_length array_position array_sort array_unique array_value
      cardinality element_at json_array_length json_contains json_exists json_extract
      json_extract_path json_extract_path_text json_extract_string json_keys json_type json_valid
      json_value len list_avg list_concat list_contains list_count list_distinct list_element
      list_extract list_filter list_first list_has list_has_all list_has_any list_indexof list_last
      list_max list_median list_min list_pack list_position list_sort list_sum list_unique
      list_value map_contains map_extract map_extract_value map_keys map_values row struct_extract
      struct_extract_at struct_pack unnest
      """;
  private static final String OTHERS = "if nullif typeof constant_or_null";

  /// By the names that the engine's parser gives them.
  static final Set<String> ALLOWED =
      Stream.of(OPERATORS, AGGREGATES, NUMBERS, TEXTS, TIMES, NESTED, OTHERS)
          .flatMap(names -> Stream.of(names.strip().split("\\s+")))
          .collect(Collectors.toUnmodifiableSet());

  /// Allowed names that only the parser knows.
  static final Set<String> PARSED = Set.of("->", "unnest");

  private SqlFunctions() {}
}
