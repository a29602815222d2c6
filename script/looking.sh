# What scripts share that turn files of duban into pictures: script/look and script/pictures read this first.
# Sets $house, $fonts and the settings under which duban is called; brings LibreOffice, poppler-utils, Chromium and
# the substitute fonts from Debian where they are absent (apt-get, root).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
script/setup

house=$PWD
fonts=${XDG_CACHE_HOME:-$HOME/.cache}/duban-fonts
failed=0
export PATH="$house/.venv/bin:$PATH" PYTHONUTF8=1 NO_COLOR=1 DUBAN_TODAY=2026-11-20 DUBAN_ACTOR=苏晓棠
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=苏晓棠 GIT_AUTHOR_EMAIL=look@duban.invalid
export GIT_COMMITTER_NAME=苏晓棠 GIT_COMMITTER_EMAIL=look@duban.invalid
unset DUBAN_ROOT GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

say() { printf '== %s\n' "$*"; }
wrong() {
    failed=1
    printf '!! %s\n' "$*"
}

# need PROGRAM PACKAGE…: installs the packages when the program is not there.
need() {
    local program=$1
    shift
    if ! command -v "$program" >/dev/null; then
        say "installing $*"
        apt-get install --yes --no-install-recommends "$@" >/dev/null
    fi
}

need_tools() {
    # LibreOffice may be there without its word processor or its spreadsheet.
    local part
    for part in libreoffice-writer libreoffice-calc; do
        if ! dpkg-query -W -f '${Status}' "$part" 2>/dev/null | grep -q 'install ok'; then
            say "installing $part"
            apt-get install --yes --no-install-recommends "$part" >/dev/null
        fi
    done
    need pdftotext poppler-utils
    need fc-match fontconfig
    need chromium chromium
}

# The Fandol fonts stand in for the official ones, under their names; they are unpacked, not installed.
need_fonts() {
    if [ ! -e "$fonts/FandolFang-Regular.otf" ]; then
        say "fetching the substitute fonts"
        local place
        place=$(mktemp -d)
        (
            cd "$place"
            apt-get download texlive-lang-chinese >/dev/null
            dpkg-deb -x texlive-lang-chinese_*.deb unpacked
        )
        mkdir -p "$fonts"
        find "$place" -name 'Fandol*.otf' -exec cp {} "$fonts" \;
        rm -rf "$place"
    fi
    cat >"$fonts/fonts.conf" <<EOF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>$fonts</dir>
  <alias binding="same"><family>仿宋_GB2312</family><prefer><family>FandolFang</family></prefer></alias>
  <alias binding="same"><family>楷体_GB2312</family><prefer><family>FandolKai</family></prefer></alias>
  <alias binding="same"><family>黑体</family><prefer><family>FandolHei</family></prefer></alias>
  <alias binding="same"><family>宋体</family><prefer><family>FandolSong</family></prefer></alias>
  <match target="pattern">
    <test name="family"><string>方正小标宋简体</string></test>
    <edit name="family" mode="assign" binding="same"><string>FandolSong</string></edit>
    <edit name="weight" mode="assign"><const>bold</const></edit>
  </match>
</fontconfig>
EOF
}

# A copy of the sample ledgers in a repository of its own; prints the folder.
sample_copy() {
    local place
    place=$(mktemp -d "${TMPDIR:-/tmp}/duban-look.XXXXXX")
    cp -R "$house/ledgers" "$place/ledgers"
    git -C "$place" init --quiet --initial-branch=main
    git -C "$place" add ledgers
    git -C "$place" commit --quiet --message "示例台账"
    printf '%s\n' "$place"
}

# to_pdf FILE…: each as PDF beside it.
to_pdf() {
    FONTCONFIG_FILE=$fonts/fonts.conf soffice "-env:UserInstallation=file://$fonts/office" \
        --headless --convert-to pdf "$@" >/dev/null 2>&1
}

# to_pictures FOLDER: every .docx in it as PDF and as PNG, one picture a page.
to_pictures() {
    (
        cd "$1"
        to_pdf ./*.docx
        for file in ./*.pdf; do
            pdftoppm -r 80 -png "$file" "${file%.pdf}"
        done
    )
}
