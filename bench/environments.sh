# Python environments of the peers, sourced by `run` and `serving`: in bench/.envs, or where UNROLL_BENCH_ENVS says.
envs=${UNROLL_BENCH_ENVS:-$here/.envs}
mkdir -p "$envs"

install_python() {
  [ -f "$envs/$1/installed" ] && cmp -s "$envs/$1/installed" "$here/requirements/$1.txt" && return
  echo "bench: installing $1 ..." >&2
  rm -rf "${envs:?}/$1"
  if python3 -m venv "$envs/$1" && "$envs/$1/bin/pip" install -q -r "$here/requirements/$1.txt" >"$envs/$1.log" 2>&1
  then
    cp "$here/requirements/$1.txt" "$envs/$1/installed"
  else
    echo "bench: $1 could not be installed; see $envs/$1.log" >&2
  fi
}
