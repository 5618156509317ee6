#!/bin/sh
# Makes the fonts beside this script: static Noto faces (SIL Open Font License 1.1) from the npm
# registry, cut down to the characters funders' headlines are written in, so that a PDF needs no
# font of the machine. Needs: npm, tar, python3 with fonttools.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Characters: what each national standard calls its everyday set, by Python's own codecs.
python3 - <<'PY'
def of(codec, leads, trails):
    found = set()
    for lead in leads:
        for trail in trails:
            try:
                found.add(bytes([lead, trail]).decode(codec))
            except UnicodeDecodeError:
                pass
    return {c for c in found if len(c) == 1}

high = range(0xA1, 0xFF)
latin = {chr(c) for block in [(0x20, 0x7F), (0xA0, 0x180), (0x2010, 0x2028), (0x2030, 0x203E), (0x20AC, 0x20AD)] for c in range(*block)}
kana = {chr(c) for c in range(0x3000, 0x3100)} | {chr(c) for c in range(0xFF01, 0xFFEF)}
numbers = {chr(c) for c in range(0x2460, 0x2474)} | {chr(c) for c in range(0x2150, 0x2180)}
sets = {
    "jp": of("euc_jp", high, high) | latin | kana | numbers | set("㈱㎡㎏℃髙﨑塚增德濵栁")
    # people and places beyond JIS X 0208 that Japanese press releases use
    | set("俱侮僧免勉勤卑喝嘆器塀墨層悔慨憎懲敏既晴暑梅海渚漢煮爫琢碑社祉祈祐祖祝禍禎穀突節練縉繁署者臭著褐視謁謹賓贈逸難響頻"),
    "sc": of("gb2312", high, high) | latin,
    # level 1 of Big5 and its symbols
    "tc": of("big5", range(0xA1, 0xC7), list(range(0x40, 0x7F)) + list(high)) | latin,
    "kr": of("euc_kr", range(0xB0, 0xC9), high) | {chr(c) for c in range(0x3130, 0x3190)} | latin,
}
for name, chars in sets.items():
    open(f"{name}.txt", "w").write("".join(sorted(c for c in chars if c.isprintable() or c == "\u3000")))
PY

cut() { # package weight-folder output subset-options...
  package=$1 face=$2 output=$3; shift 3
  [ -d "$package" ] || { mkdir "$package"; npm pack --silent "@expo-google-fonts/$package" >/dev/null
    tar xzf expo-google-fonts-"$package"-[0-9]*.tgz -C "$package"; }
  pyftsubset "$package"/package/"$face"/*.ttf --output-file="$here/$output" --no-hinting --desubroutinize \
    --name-IDs='0,1,2,3,4,5,6,13,14,16,17' --notdef-outline --no-recalc-timestamp "$@"
}
cjk='--layout-features=ccmp,locl,kern,mark,mkmk,ljmo,vjmo,tjmo'
europe='--unicodes=U+0020-007E,U+00A0-024F,U+0259,U+02BC,U+02C6-02DD,U+0300-0338,U+0370-03FF,U+0400-045F,U+0490-0491,U+1E00-1EFF,U+2000-206F,U+2070-209C,U+20A0-20BF,U+2100-214F,U+2190-2193,U+2212,U+2248,U+2260-2265,U+25CC'

cut noto-sans        400Regular NotoSans-Regular.ttf       "$europe" '--layout-features=ccmp,locl,kern,liga,mark,mkmk,tnum'
cut noto-sans        700Bold    NotoSans-Bold.ttf          "$europe" '--layout-features=ccmp,locl,kern,liga,mark,mkmk,tnum'
cut noto-sans-jp     400Regular NotoSansJP-Regular.ttf     --text-file=jp.txt "$cjk"
cut noto-sans-jp     700Bold    NotoSansJP-Bold.ttf        --text-file=jp.txt "$cjk"
cut noto-sans-sc     400Regular NotoSansSC-Regular.ttf     --text-file=sc.txt "$cjk"
cut noto-sans-tc     400Regular NotoSansTC-Regular.ttf     --text-file=tc.txt "$cjk"
cut noto-sans-kr     400Regular NotoSansKR-Regular.ttf     --text-file=kr.txt "$cjk"
cut noto-sans-thai   400Regular NotoSansThai-Regular.ttf   --unicodes='*' '--layout-features=*'
cut noto-sans-arabic 400Regular NotoSansArabic-Regular.ttf --unicodes='*' '--layout-features=*'

# One licence text; the copyright lines of all families stand above it.
for package in noto-sans noto-sans-jp noto-sans-sc noto-sans-tc noto-sans-kr noto-sans-thai noto-sans-arabic; do
  grep -m1 '^Copyright' "$package/package/LICENSE_FONT"
done | sort -u >"$here/OFL.txt"
sed '/^Copyright/d' noto-sans-jp/package/LICENSE_FONT >>"$here/OFL.txt"
ls -l "$here"
