/* Lines of input. At a terminal libedit reads them: editing, history, completion by Tab. Elsewhere, and without libedit, they come as they are. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "program.h"

enum { MARK = '\1' }; /* stands around the escapes in a prompt, which take no room */

static char *read_plain(const char *prompt, bool *interrupted)
{
    char *line = NULL;
    size_t capacity = 0;
    if (isatty(STDIN_FILENO)) {
        interrupt_forget();
        interrupt_hold();
        for (; *prompt != '\0'; prompt++)
            if (*prompt != MARK)
                putchar(*prompt);
        fflush(stdout);
        *interrupted = !interrupt_await_line();
    }
    if (*interrupted) {
        putchar('\n');
        return strdup("");
    }
    ssize_t size = getline(&line, &capacity, stdin);
    if (size < 0) {
        free(line);
        clearerr(stdin);
        return NULL;
    }
    if (size > 0 && line[size - 1] == '\n')
        line[size - 1] = '\0';
    return line;
}

#ifdef LUNULA_LIBEDIT

#include <histedit.h>

#define TEXT(x) #x
#define VERSION(major, minor) TEXT(major) "." TEXT(minor)

enum { HISTORY = 1000 };

static EditLine *editor;
static History *history_of;
static lua_State *state;
static int completion = LUA_NOREF;
static const char *prompt_text = "";
static bool was_interrupted;

static char *give_prompt(EditLine *e)
{
    (void)e;
    return (char *)prompt_text;
}

static unsigned char interrupt(EditLine *e, wint_t key)
{
    (void)e, (void)key;
    was_interrupted = true;
    fputs("^C\n", stdout);
    return CC_NEWLINE;
}

static unsigned char suspend(EditLine *e, wint_t key)
{
    (void)e, (void)key;
    kill(0, SIGTSTP); /* to the whole job, as the terminal does; libedit's handler puts the modes right before and after */
    return CC_REDISPLAY;
}

/* Tab: asks the Lua half what to insert and what to show. */
static unsigned char complete(EditLine *e, wint_t key)
{
    lua_State *L = state;
    const LineInfo *line = el_line(e);
    (void)key;
    if (completion == LUA_NOREF)
        return CC_ERROR;
    int top = lua_gettop(L);
    unsigned char result = CC_REFRESH_BEEP;
    lua_rawgeti(L, LUA_REGISTRYINDEX, completion);
    lua_pushlstring(L, line->buffer, (size_t)(line->cursor - line->buffer));
    bool interrupted;
    interrupt_forget();
    if (call(L, 1, 2, INTERRUPTS_PROMPT, &interrupted) == LUA_OK) {
        const char *insert = lua_tostring(L, -2), *shown = lua_tostring(L, -1);
        if (insert != NULL && insert[0] != '\0' && el_insertstr(e, insert) == 0)
            result = CC_REFRESH;
        if (shown != NULL) {
            printf("\n%s\n", shown);
            fflush(stdout);
            result = CC_REDISPLAY;
        }
    }
    lua_settop(L, top);
    return result;
}

/* The user's own encoding, or UTF-8 where the locale names none, while a line is read; Lua's functions keep the C locale. */
static void use_locale(bool on)
{
    if (!on)
        setlocale(LC_CTYPE, "C");
    else if (setlocale(LC_CTYPE, "") == NULL || strcmp(setlocale(LC_CTYPE, NULL), "C") == 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}

/* Keys as terminals of all kinds send them, whatever TERM says. */
static void bind_keys(void)
{
    static const char *const keys[][2] = {
        { "\\e[H", "ed-move-to-beg" },  { "\\eOH", "ed-move-to-beg" },   { "\\e[1~", "ed-move-to-beg" },
        { "\\e[7~", "ed-move-to-beg" }, { "\\e[F", "ed-move-to-end" },   { "\\eOF", "ed-move-to-end" },
        { "\\e[4~", "ed-move-to-end" }, { "\\e[8~", "ed-move-to-end" },  { "\\e[3~", "ed-delete-next-char" },
        { "\\e[2~", "ed-ignore" },      { "\\e[5~", "ed-prev-history" }, { "\\e[6~", "ed-next-history" },
        { "\\e[1;5D", "ed-prev-word" }, { "\\e[1;5C", "em-next-word" },  { "\\e[1;3D", "ed-prev-word" },
        { "\\e[1;3C", "em-next-word" }, { "\\e[5D", "ed-prev-word" },    { "\\e[5C", "em-next-word" },
        { "^R", "em-inc-search-prev" }, { "^W", "ed-delete-prev-word" },
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        el_set(editor, EL_BIND, keys[i][0], keys[i][1], NULL);
}

static bool open_editor(lua_State *L)
{
    HistEvent event;
    struct termios terminal;
    bool known = tcgetattr(STDIN_FILENO, &terminal) == 0;
    state = L;
    editor = el_init("lunula", stdin, stdout, stderr);
    history_of = history_init();
    if (editor == NULL || history_of == NULL)
        return false;
    history(history_of, &event, H_SETSIZE, HISTORY);
    history(history_of, &event, H_SETUNIQUE, 1);
    el_set(editor, EL_HIST, history, history_of);
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_SIGNAL, 1);
    el_set(editor, EL_PROMPT_ESC, give_prompt, MARK);
    el_wset(editor, EL_ADDFN, L"lunula-complete", L"complete names", complete); /* el_set would copy and lose the names */
    el_wset(editor, EL_ADDFN, L"lunula-interrupt", L"give up the line", interrupt);
    el_wset(editor, EL_ADDFN, L"lunula-suspend", L"stop the program", suspend);
    if (known) /* as the user has it, neither as libedit, which clears it, nor as interrupt_hold: this stays when a signal ends the program */
        el_set(editor, EL_SETTY, "-x", terminal.c_lflag & NOFLSH ? "+noflsh" : "-noflsh", NULL);
    el_set(editor, EL_SETTY, "-d", "-isig", NULL); /* keys, not signals: they end the line, not the program */
    bind_keys();
    el_source(editor, NULL); /* ~/.editrc */
    el_set(editor, EL_BIND, "^I", "lunula-complete", NULL);
    el_set(editor, EL_BIND, "^C", "lunula-interrupt", NULL);
    el_set(editor, EL_BIND, "^Z", "lunula-suspend", NULL);
    return true;
}

char *edit_read(lua_State *L, const char *prompt, bool *interrupted)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return read_plain(prompt, interrupted);
    use_locale(true);
    if (editor == NULL && !open_editor(L)) {
        use_locale(false);
        return read_plain(prompt, interrupted);
    }
    int count;
    prompt_text = prompt;
    was_interrupted = false;
    interrupt_hold();
    const char *text = el_gets(editor, &count);
    interrupt_forget();
    char *line = text == NULL || count <= 0 ? NULL : strndup(text, (size_t)count);
    if (was_interrupted && line == NULL)
        line = strdup("");
    if (line != NULL)
        line[strcspn(line, "\n")] = '\0';
    *interrupted = was_interrupted;
    use_locale(false);
    return line;
}

void edit_remember(const char *line)
{
    HistEvent event;
    use_locale(true);
    if (editor != NULL || open_editor(state))
        history(history_of, &event, H_ENTER, line);
    use_locale(false);
}

bool edit_set_completion(lua_State *L)
{
    state = L;
    completion = luaL_ref(L, LUA_REGISTRYINDEX);
    return true;
}

const char *edit_library(void)
{
    return "libedit " VERSION(LIBEDIT_MAJOR, LIBEDIT_MINOR);
}

void edit_close(void)
{
    if (history_of != NULL)
        history_end(history_of);
    if (editor != NULL)
        el_end(editor);
    history_of = NULL;
    editor = NULL;
}

#else

char *edit_read(lua_State *L, const char *prompt, bool *interrupted)
{
    (void)L;
    return read_plain(prompt, interrupted);
}

void edit_remember(const char *line)
{
    (void)line;
}

bool edit_set_completion(lua_State *L)
{
    lua_pop(L, 1);
    return false;
}

const char *edit_library(void)
{
    return NULL;
}

void edit_close(void)
{
}

#endif
