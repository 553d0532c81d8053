"""Writes ecma.tsv and ecma-generated.tsv: what V8 says of awkward patterns. Run it here; it needs Chromium.

A line is a pattern, a text, the flags by which V8 was asked (`u`, or none where only the older
grammar has the pattern) and `true`, `false` or `invalid`; pattern and text are JSON strings.
"""

import html
import json
import pathlib
import random
import subprocess
import tempfile

LINE_ENDS = ["", "a", "a\n", "\na", "a\r", "a\r\nb", "a\u2028b", "a\u2029b", "a\u0085b", "ab"]
PAIRS = ["\U0001F600", "a\U0001F600b", "\U0001F600\U0001F601", "x", ""]
SPACES = [chr(c) for c in (9, 10, 11, 12, 13, 28, 31, 32, 0x85, 0xA0, 0x1680, 0x180E, 0x2000, 0x200A,
                           0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF)] + ["a", ""]
WORDS = ["a", "Z", "_", "5", "-", "é", "ß", "\u017F", "\u212A", "٣", "a b", "é a", "aé", " ", "", "e\u0301"]
AB = ["", "a", "b", "ab", "ba", "aa", "abab", "aab", "abb", "c", "abc", "aaaa"]

CASES = [
    (["^a$", "a$", "^b", "$", "^", "^$", "a.b", "^.$", "^.+$", "^..$", "^...$", "[^]", "^[^]$", "a[^]b", "[]",
      "a[]", "[]|a", "a\\n$", "\\na", "^[^a]$", "^\\s*a\\s*$", "(^|\\n)a($|\\n)", "a\\b$", ".\\B."], LINE_ENDS),
    (["^.$", "^..$", "^[^a]$", "\U0001F600", "^\U0001F600+$", "[\U0001F600]", "[^\U0001F600]", "\\u{1F600}",
      "\\ud83d\\ude00", "^[\\ud83d\\ude00-\\ud83d\\ude01]+$", "[\\u{1F600}-\\u{1F64F}]{2}", "^\\S$", "^\\W$", "^\\D$", "\\B",
      "\\b", "a.b", "^a.b$", "(?<=\U0001F600)b", "(?<!\U0001F600)b", "(?<=.)b", "(?<=^.{2})b", "(?<=[^a])b",
      "(?<![^b])(?![^b])", "^(.)\\1$", "^(.)(?!\\1).$", "[\\0-\\uffff]", "^[\\0-\\u{10ffff}]$", "\\u{10FFFF}", "x??$",
      "\\p{So}", "^\\P{So}$", "[^\\p{L}]", "^[\\p{L}\\p{So}]+$"], PAIRS),
    (["^\\s$", "^\\S$", "[\\s]", "[^\\s]", "[\\S]", "[^\\S]", "\\S|^$"], SPACES),
    (["^\\w$", "^\\W$", "[\\w-]", "[^\\w]", "^\\w+$", "\\bé", "é\\b", "\\ba\\b", "\\Ba", "a\\B", "^\\d$", "\\D", "[\\d_]",
      "[^\\d\\s]", "^\\p{L}+$", "^\\p{Lu}$", "\\p{Nd}", "\\P{L}", "[\\p{Ll}5]", "\\p{Mn}", "[^\\P{L}]", "\\b"], WORDS),
    (["a*", "a+", "^a?$", "^a{2}$", "^a{2,}$", "^a{1,2}$", "^a{0}$", "^a{0,1}b", "a*?b", "^a+?$", "^a??$", "^a{2}?$",
      "^(?:a|b)*$", "^(a|ab)(c|bcd)?$", "^(?:|a)$", "^(|a|b)$", "(a|)b", "^(?:a|ab)*$", "^(a*)*$", "^(a*)+$", "^(?:a*b*)*$",
      "^(?:a?){2}$", "^(?:a?b?){3}$", "()", "(?:)", "^()*$", "^(?:){3}a", "|", "a|", "|a", "a||b", "^(?:a||b)$",
      "(((a)))", "^((a)|(b))+$", "^(?:(?:a|b){2}){2}$", "^(?:ab){1,}$", "^(ab)+?$", "(?:a{2}){2}", "^a{00002}$",
      "a{2,1}", "(?=a)b", "(?=a)a", "(?!a)b", "^(?!a)", "a(?=b)", "a(?!b)", "^(?=.*a)(?=.*b)", "^(?=.*a)(?!.*b)", "(?<=a)b",
      "(?<!a)b", "(?<=a{2})", "(?<=a|bc)a", "(?<=^a)b", "(?<=(?:a|b)b)", "(?<!^)a", "(?<=a(?=b))b", "(?=(?=a))a",
      "(?!(?!a))a", "(?!(a)b)a", "(?=a|b)b", "(?<=(?<=a)b)", "(?<!(?<!a)b)", "(?<=(?<!a)b)", "(?<=ab?)b", "(?<=a{1,2})b",
      "(?:(?=a)a)+", "(?:(?=a))*b", "(?:(?=a)|b)*", "^(?:(?!ab).)*$", "(a)\\1", "^(a|b)\\1$", "^(a+)\\1$", "^(a*)b\\1$",
      "^(?:(a|b)\\1)+$", "(a)(b)\\2", "^(?<x>a|b)\\k<x>$", "(?=(a+))\\1b", "^(?=(a*))\\1a", "(a)(?!\\1)", "(a)(?=\\1)", "((a)b)\\2",
      "((a)b)\\1", "(a)|\\1b", "(a)?\\1b", "^(a)?\\1$", "\\1(a)", "(a\\1)", "(?:(a)|b)\\1", "^(?:(a)|b)*\\1$", "(a)(?<=\\1)",
      "(?<=\\1(a))", "(?<=(a)\\1)", "(?!(a))\\1b", "(a)\\1{2}", "(?:(a)\\1?)*b", "^(a)(?:\\1|b)*$", "(a(?=b))\\1", "(?<x>a)(?<y>b)"], AB),
    (["[a-c]", "[-a]", "[a-]", "[a\\-c]", "[\\]]", "[\\^]", "[a^]", "[^^]", "[[]", "[[a]", "[a&&b]", "[&]", "[.]", "[$]", "[*+?]",
      "[(){}|]", "[\\b]", "[\\/]", "/", "\\/", "[\\\\]", "\\\\", "[\\t]", "[^\\n]", "[\\x41]", "[\\u0061]", "[\\u{62}]", "[\\cA]", "[\\0]",
      "[a-a]", "[!--]", "[--a]", "[+--]", "[\\w\\-]", "[\\d.]", "[^\\W_]", "[ -~]", "^[ -~]*$", "\"", "'", "#", " ", "~", "[|]", "[\"']"],
     ["a", "b", "-", "]", "^", "[", "&", "/", "\\", "\b", "\t", "A", "\x01", "\0", "."]),
    (["\\t", "\\n", "\\v", "\\f", "\\r", "\\0", "\\cA", "\\cz", "\\cJ", "\\x41", "\\x0a", "\\u0041", "\\u{41}", "\\u{000041}", "\\u{0}",
      "\\.", "\\*", "\\$", "\\^", "\\{", "\\}", "\\[", "\\]", "\\(", "\\)", "\\|", "\\?", "\\+", "\\u{a}", "\\u2028"],
     ["A", "a", "\n", "\t", "\v", "\f", "\r", "\0", "\x01", "\x1a", ".", "*", "$", "^", "{", "}", "[", "]", "(", ")", "|", "?", "+"]),
    # Only the older grammar has these.
    (["{", "}", "]", "a{", "a{,2}", "a{1", "a{1,", "a{x}", "{a}", "x{}", "\\-", "\\@", "\\_", "\\ ", "\\:", "\\'", "\\\"", "\\,", "\\é", "[\\w-.]",
      "[\\w-\\.]+", "[.-\\w]", "[\\d-x]", "[\\@]", "[\\_\\-]", "a]b", "\\}{", "^\\w+@[\\w-]+\\.\\w+$", "[\\w.-]+\\@a", "(?=a)*", "(?=a)?b",
      "(?!a){2}", "\\1", "\\8", "\\01", "\\00", "\\08", "[\\1]", "\\c", "\\c1", "[\\c1]", "[\\c]", "\\x", "\\x4", "\\u", "\\u00", "\\u{", "\\u{}",
      "\\k", "\\k<x>", "\\k<x", "\\a", "\\e", "\\z", "\\A", "\\Z", "\\Q.\\E", "\\h", "\\p", "\\p{", "\\p{L", "\\pL", "[\\p]", "[[:alpha:]]", "[\\B]", "\\i"],
     ["a", "{", "}", "]", "a{", "a{,2}", "{a}", "-", "@", "_", " ", ".", "x", "a]b", "u@b.c", "aa", "", "a{2}"]),
    (["*", "+", "?", "a**", "a++", "a*+", "a?+", "a{2}{3}", "a{2}+", "{1}", "{1,2}", "^*", "$+", "\\b*", "\\B?", "(", ")", "(a", "a)", "()(", "[", "[a", "[^",
      "[z-a]", "[b-a]", "a\\", "[\\", "[a\\", "(?", "(?a)", "(?:", "(?<", "(?<a", "(?<>a)", "(?<1a>a)", "(?<a>", "(?<a>a)(?<a>b)",
      "(?<=a)*", "(?<!a)+", "(?>a)", "(?P<n>a)", "(?#a)", "(?'n'a)", "(?|a)", "a{2,1}", "a{99999999999,1}", "\\u{110000}", "\\u{zz}", "\\p{}",
      "\\p{Nope}", "\\p{l}", "\\p{Lx}", "\\p{IsL}", "[\\p{x}]", "(?<n>a)\\k<m>", "(?<n>a)\\k", "(?i", "(?i-i:a)", "(?ii:a)", "(?z:a)", "|*", "(*)", "(|+)",
      "(?:*)", "[\\d-\\w]+*", "(?=*)", "[[]]]("], ["a"]),
    (["^(?!.*\\.\\.)[a-z.]+$", "^(?=.*\\d)(?=.*[A-Z]).{4,}$", "^(\\d{3})-\\1$", "^[A-Z]{2}\\d{2}$", "^(?:https?|ftp):\\/\\/[^\\s/$.?#].[^\\s]*$",
      "^([01]\\d|2[0-3]):[0-5]\\d$", "^(['\"]).*\\1$", "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", "^\\+?[0-9]{4,6}$", "^(?!0+$)\\d+$",
      "^#(?:[0-9a-fA-F]{3}){1,2}$", "^(?<y>\\d{4})-(?<m>\\d\\d)$", "(?<![0-9])[0-9]{4}(?![0-9])", "^\\p{Lu}\\p{Ll}+$", "(?<=\\$)\\d+", "^\\s+|\\s+$"],
     ["a.b", "a..b", "Abc1", "123-123", "123-124", "OH43", "https://a.b/c", "23:59", "24:00", "'a'", "'a\"", "u@h.de", "+49123",
      "000", "0010", "#fff", "#ffff", "2024-05", "x2024y", "12024", "Ärger", "$5", " a", "a\n"]),
]

ATOMS = ["a", "b", "-", "é", "\U0001F600", ".", "\\d", "\\w", "\\W", "\\s", "\\S", "^", "$", "\\b", "\\B", "[^]", "[]",
         "[ab]", "[^a]", "[\\w-]", "\\p{L}", "\\P{L}", "a", "b", "\\1", "\\1", "\\2", "(?:)"]
OPENINGS = ["(", "(", "(?:", "(?:", "(?=", "(?!", "(?<=", "(?<!"]
QUANTIFIERS = ["*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "+?", "??", "{0}", "{1,3}?"]
LETTERS = ["a", "b", "a", "b", "-", "é", "\U0001F600", "5", " ", "\n"]


def generated(count, seed):
    """Patterns that nobody would write, with texts of few letters."""
    chance = random.Random(seed)

    def pattern(depth):
        parts = []
        for _ in range(chance.randint(1, 3)):
            if depth and chance.random() < 0.4:
                opening = chance.choice(OPENINGS)
                other = "|" + pattern(depth - 1) if chance.random() < 0.4 else ""
                part = opening + pattern(depth - 1) + other + ")"
                fixed = opening[-1] in "=!"
            else:
                part = chance.choice(ATOMS)
                fixed = part in ("^", "$", "\\b", "\\B")
            parts.append(part + ("" if fixed or chance.random() < 0.6 else chance.choice(QUANTIFIERS)))
        return "".join(parts)

    for _ in range(count):
        made = pattern(3)
        for _ in range(6):
            yield made, "".join(chance.choice(LETTERS) for _ in range(chance.randint(0, 6)))


PAGE = """<!doctype html><meta charset="utf-8"><pre id="out"></pre><script>
const cases = JSON.parse(%s);
function verdict(pattern, text, flags) {
  try { return String(new RegExp(pattern, flags).test(text)); } catch (e) { return "invalid"; }
}
out.textContent = JSON.stringify(cases.map(([pattern, text]) => {
  const unicode = verdict(pattern, text, "u");
  return unicode !== "invalid" ? ["u", unicode] : ["", verdict(pattern, text, "")];
}));
</script>"""


def ask(cases):
    """The flags by which V8 was asked, and what it said."""
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder, "page.html")
        script = json.dumps(json.dumps(cases)).replace("<", "\\u003c")
        page.write_text(PAGE % script, encoding="utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", page.as_uri()]
        dump = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    return json.loads(html.unescape(dump.split('<pre id="out">')[1].split("</pre>")[0]))


def write(file, cases):
    cases = list(dict.fromkeys(cases))
    lines, seen = [], set()
    for (pattern, text), (flags, verdict) in zip(cases, ask(cases), strict=True):
        if verdict == "invalid" and pattern in seen:
            continue
        seen.add(pattern)
        lines.append("\t".join([json.dumps(pattern), json.dumps(text), flags or "-", verdict]))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    here = pathlib.Path(__file__)
    written = [(pattern, text) for patterns, texts in CASES for pattern in patterns for text in texts]
    write(here.with_name("ecma.tsv"), written)
    write(here.with_name("ecma-generated.tsv"), generated(400, 262))
