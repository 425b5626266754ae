#!/usr/bin/env bash
# An agent by hand: polls, prints each message and acknowledges it, with curl and openssl alone. What it signs and how stands in
# docs/agents.md of the server; this is that, line by line.
#
#   CARILLON_DEVICE=… CARILLON_SECRET=… ./agent.sh [--once]
#
# The secret and the keys made of it stay inside this shell: arguments of a program can be read by every user of the machine.
set -euo pipefail

: "${CARILLON_URL:=http://127.0.0.1:4000}" "${CARILLON_DEVICE:?the id of the agent}" "${CARILLON_SECRET:?its secret}"
authority=${CARILLON_URL#*://}
authority=${authority%%/*}

# Hex to bytes.
unhex() { printf "$(sed 's/../\\x&/g' <<<"$1")"; }

# HMAC-SHA256 (RFC 2104) of standard input under a key of 32 bytes in hex; prints hex.
hmac() {
  local key=$1 inner='' outer='' byte index
  for ((index = 0; index < 64; index++)); do
    byte=0
    if ((index < 32)); then byte=$((16#${key:index*2:2})); fi
    printf -v inner '%s\\x%02x' "$inner" $((byte ^ 0x36))
    printf -v outer '%s\\x%02x' "$outer" $((byte ^ 0x5c))
  done
  { printf "$outer"; { printf "$inner"; cat; } | openssl dgst -sha256 -binary; } | openssl dgst -sha256 -r | cut -c 1-64
}

# HKDF-SHA256 (RFC 5869): extract with a salt of zeros, expand to one block.
prk=$(unhex "$CARILLON_SECRET" | hmac "$(printf '%064d' 0)")
key=$(printf 'carillon agent signing key v1\x01' | hmac "$prk")

# call METHOD PATH QUERY [BODY]: signs a request (RFC 9421) and sends it; prints the answer, and its status on the last line.
call() {
  local method=$1 path=$2 query=$3 body=${4-} components='"@method" "@authority" "@path" "@query"' digest='' headers=()
  local base="\"@method\": $method
\"@authority\": $authority
\"@path\": $path
\"@query\": ?$query"
  if [[ -n $body ]]; then
    digest="sha-256=:$(printf '%s' "$body" | openssl dgst -sha256 -binary | openssl base64 -A):"
    components+=' "content-digest"'
    base+="
\"content-digest\": $digest"
    headers=(-H "content-digest: $digest" -H 'content-type: application/json' --data-raw "$body")
  fi
  local parameters="($components);created=$(date +%s);nonce=\"$(openssl rand -hex 16)\""
  parameters+=";keyid=\"$CARILLON_DEVICE\";alg=\"hmac-sha256\";tag=\"carillon-agent\""
  base+="
\"@signature-params\": $parameters"
  local signature
  signature=$(unhex "$(printf '%s' "$base" | hmac "$key")" | openssl base64 -A)
  curl -sS --max-time 50 -X "$method" -w '\n%{http_code}' "${headers[@]+"${headers[@]}"}" \
    -H "signature-input: sig1=$parameters" -H "signature: sig1=:$signature:" \
    "$CARILLON_URL$path${query:+?$query}"
}

while true; do
  # One at a time, so that taking the answer apart needs no JSON parser; waits at the server for up to 30 s.
  wait=$([[ ${1-} == --once ]] && echo 0 || echo 30)
  if ! answer=$(call GET /api/v1/client/poll "limit=1&wait=$wait"); then
    sleep 5
    continue
  fi
  status=${answer##*$'\n'}
  if [[ $status == 401 ]]; then
    echo 'The server does not accept this device and secret.' >&2
    exit 3
  elif [[ $status != 200 ]]; then
    echo "The server answered $status; trying again in 30 s." >&2
    sleep 30
    continue
  fi
  # The last one: what a sender put into the message stands before what the server says of it.
  delivery=$(grep -o '"delivery_id":"[^"]*"' <<<"$answer" | tail -n 1 | cut -d '"' -f 4) || true
  if [[ -z $delivery ]]; then
    [[ ${1-} == --once ]] && exit 0
    continue
  fi
  printf '%s\n' "${answer%$'\n'*}"
  # Put your work here, and send {"status": "failed", "error": "…"} when it did not work out.
  answer=$(call POST /api/v1/client/ack '' "{\"delivery_id\":\"$delivery\",\"status\":\"processed\"}") || true
  [[ ${answer##*$'\n'} == 201 ]] || echo "Not acknowledged: ${answer##*$'\n'}. It comes again." >&2
done
