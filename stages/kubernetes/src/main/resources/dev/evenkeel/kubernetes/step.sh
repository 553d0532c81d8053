# Stands around the program of a step: fetches what it reads, passes on a request to end, sends what it left.
# 125 says that one of the two transfers failed.
cd "${EVENKEEL_FOLDER:-/evenkeel}" || exit 125
umask 077
printf 'header = "Authorization: Bearer %s"\n' "$EVENKEEL_TOKEN" > .curl || exit 125
umask 022
unset EVENKEEL_TOKEN
if ! curl -K .curl -fsS --retry 8 --retry-connrefused --max-time 3600 -o in.tar "$EVENKEEL_EXCHANGE/in.tar"; then
  echo "[evenkeel] the inputs cannot be fetched from $EVENKEEL_EXCHANGE" >&2
  exit 125
fi
tar xf in.tar || exit 125
rm in.tar
mkdir -p out work/tmp && : > outputs.json && cd work || exit 125
"$@" &
program=$!
trap 'kill -TERM "$program" 2>/dev/null' TERM INT
wait "$program"
code=$?
while kill -0 "$program" 2>/dev/null; do
  wait "$program"
  code=$?
done
[ "$code" -eq 0 ] || exit "$code"
cd ..
tar cf out.tar outputs.json out || exit 125
if ! curl -K .curl -fsS --retry 8 --retry-connrefused --max-time 3600 -T out.tar "$EVENKEEL_EXCHANGE/out.tar"; then
  echo "[evenkeel] the outputs cannot be sent to $EVENKEEL_EXCHANGE" >&2
  exit 125
fi
