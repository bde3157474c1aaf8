# shellcheck shell=bash
# What the scripts of this folder share: where things lie, the right Java, and the build. Sourced, not run.
#
# Environment:
#   JAVA_HOME        a JDK 17; otherwise java from PATH
#   MMDINO_PROFILES  Maven profiles of the build, such as cuda; builds again when the last build had others
#   MMDINO_BUILD     never: take the build that is there, whatever its age

home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
app=$home/spark-job/target/app
jar=$app/mm-dinov2.jar

# Java decodes names of files by the locale, and cron and containers have none: in UTF-8 no name is lost.
locale=${LC_ALL:-${LC_CTYPE:-${LANG:-}}}
[[ ${locale,,} == *utf-8* || ${locale,,} == *utf8* ]] || export LC_ALL=C.UTF-8
unset locale

fail() { # fail TEXT [EXIT CODE]
    echo "${me:?}: $1" >&2
    exit "${2:-1}"
}

find_java() { # sets java
    java=java
    [[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
    command -v "$java" >/dev/null ||
        fail "no Java found${JAVA_HOME:+ at JAVA_HOME=$JAVA_HOME}; install a JDK 17 (Debian: apt-get install openjdk-17-jdk-headless) or set JAVA_HOME"
    local version
    version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
    [[ $version == 17 ]] || fail "Java 17 is needed, $java is version ${version:-unknown}; set JAVA_HOME to a JDK 17"
}

# Built, with the profiles asked for, and nothing the build reads is newer. Folders count too: removing a file leaves
# its trace there.
is_built() {
    [[ -f $jar && -d $app/lib ]] || return 1
    # An image with an installed Spark has no second copy of it.
    [[ -d $app/spark || ${MMDINO_BUILD:-} == never && -n ${SPARK_HOME:-} ]] || return 1
    [[ ${MMDINO_BUILD:-} != never ]] || return 0
    [[ -z ${MMDINO_PROFILES:-} || $(cat "$app/profiles" 2>/dev/null) == "$MMDINO_PROFILES" ]] || return 1
    [[ -z $(find "$home/pom.xml" "$home"/{preprocessing,spark-job}/{pom.xml,src/main} -newer "$jar" -print -quit) ]]
}

build() {
    [[ ${MMDINO_BUILD:-} != never ]] || fail "$app has no whole build, and MMDINO_BUILD=never; run mvn package"
    command -v mvn >/dev/null ||
        fail "not built yet, and Maven is not there to build it; install Maven 3.8.1 or later (Debian: apt-get install maven)"
    "${java%java}javac" -version >/dev/null 2>&1 ||
        fail "not built yet, and $java has no compiler beside it; install a JDK 17, not only a JRE"
    echo "$me: building (minutes the first time, when Maven loads its libraries)" >&2
    # Afresh: no jar of an earlier version stays, and commands that still run keep the files they hold open.
    rm -rf "$app"
    # Standard output is for the command's result. Maven sends colour codes even where nothing is coloured.
    mvn -f "$home/pom.xml" -B -q ${MMDINO_PROFILES:+"-P$MMDINO_PROFILES"} -Dmaven.test.skip=true package 2>&1 |
        sed $'s/\e\\[[0-9;]*m//g' >&2 ||
        fail "the build failed; see the lines above"
    echo "${MMDINO_PROFILES:-}" >"$app/profiles"
    touch "$jar"
}

build_if_needed() {
    is_built && return
    mkdir -p "$home/spark-job/target"
    local lock
    # Two commands at once must not build at once; the second then finds it done.
    exec {lock}>"$home/spark-job/target/build.lock"
    if command -v flock >/dev/null && ! flock --nonblock "$lock"; then
        echo "$me: waiting for another command that is building" >&2
        flock "$lock"
    fi
    is_built || build
    exec {lock}>&-
}

read_flags() { # sets flags: conf/jvm.options
    flags=()
    local flag
    while read -r flag _; do
        [[ -z $flag || $flag == \#* ]] || flags+=("$flag")
    done <"$home/conf/jvm.options"
}
