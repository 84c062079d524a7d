# Completes the words of httpd. For bash, in ~/.bashrc:  source <(httpd --completion bash)
#                               For zsh, in ~/.zshrc:   source <(httpd --completion zsh)

# The words of $1 that begin with $rest.
_httpd_words() {
  local candidate IFS=$' \t\n'
  for candidate in $1; do
    case $candidate in
      "$rest"*) COMPREPLY+=("$kept$candidate") ;;
    esac
    case $candidate in
      # More comes after these.
      "$rest"*[:=]) open=yes ;;
    esac
  done
}

# The files that begin with $rest.
_httpd_files() {
  local candidate
  for candidate in "$rest"*; do
    if [ ! -e "$candidate" ]; then
      continue
    fi
    if [ -d "$candidate" ]; then
      candidate=$candidate/
      open=yes
    fi
    # zsh quotes by itself.
    if [ -n "${BASH_VERSION-}" ]; then
      candidate=$(printf %q "$candidate")
    fi
    COMPREPLY+=("$kept$candidate")
  done
}

# The values of the option $1.
_httpd_values() {
  case $1 in
    @VALUES@
    *) return 1 ;;
  esac
}

# What to serve: kinds and files, or files alone after a kind.
_httpd_what() {
  case $rest in
    [a-z]*:*)
      kept=$kept${rest%%:*}:
      rest=${rest#*:}
      _httpd_files
      ;;
    *)
      _httpd_words '@KINDS@'
      _httpd_files
      ;;
  esac
}

_httpd() {
  # The shells disagree on what a word is: so it is taken from the line. $kept has been typed and
  # stays, $rest is to be completed, $open means that no blank comes after it.
  local line=${COMP_LINE:0:$COMP_POINT} rest kept= open= before broken=
  rest=${line##*[[:blank:]]}
  before=${line%"$rest"}
  before=${before%"${before##*[![:blank:]]}"}
  before=${before##*[[:blank:]]}
  COMPREPLY=()
  case $rest in
    --*=*)
      kept=${rest%%=*}=
      rest=${rest#*=}
      _httpd_values "${kept%=}"
      ;;
    @*)
      kept=@
      rest=${rest#@}
      _httpd_files
      ;;
    /*=* | [A-Z]*:/*=*)
      kept=${rest%%=*}=
      rest=${rest#*=}
      _httpd_what
      ;;
    *)
      if ! _httpd_values "$before"; then
        case $rest in
          -*) _httpd_words '@OPTIONS@' ;;
          *)
            # What asks another server comes first.
            case $before in
              httpd | */httpd) _httpd_words 'ps stop' ;;
            esac
            _httpd_what
            ;;
        esac
      fi
      ;;
  esac
  if [ -n "$open" ] && type compopt >/dev/null 2>&1; then
    compopt -o nospace 2>/dev/null
  fi
  # bash asks for what comes after the last of its word breaks only.
  if [ -n "${BASH_VERSION-}" ]; then
    case $COMP_WORDBREAKS in
      *:*) broken=${kept%"${kept##*[=:]}"} ;;
    esac
    COMPREPLY=("${COMPREPLY[@]#"$broken"}")
  fi
}

complete -F _httpd httpd
