/* The command line: lunula [options] [script [arguments]], as lua's, and the sub-commands. What they and the prompt do is written in Lua. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program.h"

static const char usage[] = "usage: lunula [options] [script [arguments]]\n"
                            "       lunula help [NAME ...]      documentation of an op, a class, a function or a namespace\n"
                            "       lunula inspect FILE ...     what a model, its weights, a config or a file of tensors holds\n"
                            "       lunula bench [--threads N]  how fast this machine computes\n"
                            "options, as lua's:\n"
                            "  -e TEXT      run a piece of Lua\n"
                            "  -i           prompt after the script\n"
                            "  -l MOD       require MOD into the global MOD\n"
                            "  -l G=MOD     require MOD into the global G\n"
                            "  -v           print the version (--version)\n"
                            "  -E           ignore LUA_INIT, LUA_PATH and LUA_CPATH\n"
                            "  -W           show warnings, as is done anyway\n"
                            "  -h           print this (--help)\n"
                            "  --           the options end here\n"
                            "  -            read the script from standard input\n"
                            "Without a script: a prompt, which reads a pipe as well.\n";

typedef struct options {
    int script; /* the place of the script in argv; argc when there is none */
    bool interactive, pieces, version, no_environment, help;
    const char *wrong, *complaint; /* the option that can't be, and why */
} options;

/* Reads the options up to the script. */
static options parse(int argc, char **argv)
{
    options o = { 0 };
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
        const char *text = argv[i];
        if (strcmp(text, "--") == 0) {
            i++;
            break;
        }
        bool one = text[2] == '\0';
        if ((one && text[1] == 'v') || strcmp(text, "--version") == 0) {
            o.version = true;
        } else if ((one && text[1] == 'h') || strcmp(text, "--help") == 0) {
            o.help = true;
        } else if (one && text[1] == 'i') {
            o.interactive = o.version = true; /* as lua, which names itself before it prompts */
        } else if (one && text[1] == 'E') {
            o.no_environment = true;
        } else if (one && text[1] == 'W') {
            continue;
        } else if (text[1] == 'e' || text[1] == 'l') {
            o.pieces = o.pieces || text[1] == 'e';
            if (one && (i + 1 >= argc || argv[i + 1][0] == '-')) {
                o.wrong = text;
                o.complaint = "needs argument";
                break;
            }
            i += one;
        } else {
            o.wrong = text;
            o.complaint = NULL;
            break;
        }
    }
    o.script = i;
    return o;
}

static void complain(const char *message)
{
    fflush(stdout);
    fprintf(stderr, "lunula: %s\n", message);
    fflush(stderr);
}

/* A call that Ctrl-C ends. Its error says so on a line of its own, whether the hook raised it or a kernel that was told to stop. */
static int run(lua_State *L, int arguments, int results)
{
    bool interrupted;
    int status = call(L, arguments, results, INTERRUPTS_SCRIPT, &interrupted);
    if (status != LUA_OK && interrupted && lua_type(L, -1) == LUA_TSTRING) {
        luaL_gsub(L, lua_tostring(L, -1), ": cancelled\n", ": interrupted!\n");
        lua_remove(L, -2);
        if (isatty(STDERR_FILENO))
            fputc('\n', stderr); /* behind the terminal's ^C */
    }
    return status;
}

/* Ends a call: pops the message of an error and prints it. */
static bool report(lua_State *L, int status)
{
    if (status == LUA_OK)
        return true;
    complain(lua_tostring(L, -1) == NULL ? "(no message)" : lua_tostring(L, -1));
    lua_pop(L, 1);
    return false;
}

static bool run_text(lua_State *L, const char *text, const char *name)
{
    int status = luaL_loadbuffer(L, text, strlen(text), name);
    return report(L, status != LUA_OK ? status : run(L, 0, 0));
}

/* luaL_loadfile; a script must not be named as the Lua half's files are. */
static int load_file(lua_State *L, const char *path)
{
    if (path == NULL || strncmp(path, "lunula/", 7) != 0)
        return luaL_loadfile(L, path);
    int status = luaL_loadfile(L, lua_pushfstring(L, "./%s", path));
    lua_remove(L, -2);
    return status;
}

static bool run_file(lua_State *L, const char *path)
{
    int status = load_file(L, path);
    return report(L, status != LUA_OK ? status : run(L, 0, 0));
}

/* -l MOD or -l NAME=MOD. */
static bool require_global(lua_State *L, const char *text)
{
    const char *equals = strchr(text, '=');
    lua_getglobal(L, "require");
    lua_pushstring(L, equals == NULL ? text : equals + 1);
    if (!report(L, run(L, 1, 1)))
        return false;
    lua_pushlstring(L, text, equals == NULL ? strlen(text) : (size_t)(equals - text));
    lua_insert(L, -2);
    lua_pushglobaltable(L);
    lua_insert(L, -3);
    lua_settable(L, -3);
    lua_pop(L, 1);
    return true;
}

/* The pieces of -e and -l, and what -W says, in their order. */
static bool run_pieces(lua_State *L, char **argv, int script)
{
    for (int i = 1; i < script; i++) {
        char option = argv[i][1];
        if (option == 'W') {
            lua_warning(L, "@on", 0);
        } else if (option == 'e' || option == 'l') {
            const char *text = argv[i][2] != '\0' ? argv[i] + 2 : argv[++i];
            if (!(option == 'e' ? run_text(L, text, "=(command line)") : require_global(L, text)))
                return false;
        }
    }
    return true;
}

/* LUA_INIT: a piece of Lua, or the name of a script behind an @. */
static bool run_init(lua_State *L)
{
    const char *name = "=LUA_INIT_5_4", *init = getenv(name + 1);
    if (init == NULL)
        init = getenv((name = "=LUA_INIT") + 1);
    return init == NULL || (init[0] == '@' ? run_file(L, init + 1) : run_text(L, init, name));
}

/* The script, called with its arguments, which stand in the global `arg`. */
static bool run_script(lua_State *L, char **argv, int script)
{
    bool input = strcmp(argv[script], "-") == 0 && strcmp(argv[script - 1], "--") != 0;
    int status = load_file(L, input ? NULL : argv[script]), count = 0;
    if (status == LUA_OK) {
        if (lua_getglobal(L, "arg") != LUA_TTABLE)
            return luaL_error(L, "'arg' is not a table");
        count = (int)luaL_len(L, -1);
        luaL_checkstack(L, count + 3, "too many arguments to script");
        int at = lua_gettop(L);
        for (int i = 1; i <= count; i++)
            lua_rawgeti(L, at, i);
        lua_remove(L, at);
        status = run(L, count, LUA_MULTRET);
    }
    return report(L, status);
}

/* The script's name is arg[0], the options before it have negative places. */
static void set_arguments(lua_State *L, int argc, char **argv, int script)
{
    int zero = script < argc ? script : 0;
    lua_createtable(L, argc - zero, zero + 1);
    for (int i = 0; i < argc; i++) {
        lua_pushstring(L, argv[i]);
        lua_rawseti(L, -2, i - zero);
    }
    lua_setglobal(L, "arg");
}

static void ignore_environment(lua_State *L)
{
    lua_pushboolean(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, "LUA_NOENV");
    lua_getglobal(L, "package");
    lua_pushliteral(L, LUA_PATH_DEFAULT);
    lua_setfield(L, -2, "path");
    lua_pushliteral(L, LUA_CPATH_DEFAULT);
    lua_setfield(L, -2, "cpath");
    lua_pop(L, 1);
}

static bool is_command(const char *word)
{
    return strcmp(word, "help") == 0 || strcmp(word, "inspect") == 0 || strcmp(word, "bench") == 0;
}

/* A sub-command: its module gives a function of the words behind it, whose result says whether all went well. */
static bool run_command(lua_State *L, int argc, char **argv)
{
    lua_getglobal(L, "require");
    lua_pushfstring(L, "lunula.command.%s", argv[1]);
    if (!report(L, run(L, 1, 1)))
        return false;
    for (int i = 2; i < argc; i++)
        lua_pushstring(L, argv[i]);
    if (!report(L, run(L, argc - 2, 1)))
        return false;
    bool well = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return well;
}

static bool prompt(lua_State *L, bool after_script)
{
    lua_getglobal(L, "require");
    lua_pushliteral(L, "lunula.repl");
    lua_call(L, 1, 1);
    lua_getfield(L, -1, "run");
    if (isatty(STDIN_FILENO))
        interrupt_at_prompt(true);
    push_terminal(L);
    lua_pushboolean(L, after_script);
    int status = lua_pcall(L, 2, 1, 0);
    edit_close();
    interrupt_at_prompt(false); /* finalizers of the script's are still to come */
    if (status != LUA_OK)
        return lua_error(L);
    bool well = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return well;
}

/* Pushes what the LPeg that is linked in calls itself. */
static const char *push_lpeg(lua_State *L)
{
    lua_getglobal(L, "require");
    lua_pushliteral(L, "lpeg");
    lua_call(L, 1, 1);
    lua_getfield(L, -1, "version");
    if (lua_isfunction(L, -1)) /* before 1.1 */
        lua_call(L, 0, 1);
    const char *text = luaL_tolstring(L, -1, NULL); /* "1.0.2", or "LPeg 1.1.0" */
    return strncmp(text, "LPeg ", 5) == 0 ? text : lua_pushfstring(L, "LPeg %s", text);
}

static void print_version(lua_State *L)
{
    const char *version, *name, *edit = edit_library();
    printf("Lunula %s (%s)\n%s\nlibraries:", lunula_version(), LUA_RELEASE, lunula_description());
    for (int i = 0; (name = lunula_library(i, &version)) != NULL; i++)
        printf("%s %s %s", i == 0 ? "" : ",", name, version);
    printf("%s%s, %s\n", edit == NULL ? "" : ", ", edit == NULL ? "" : edit, push_lpeg(L));
    lua_settop(L, 0);
}

/* In protected mode: (argc, argv) → whether all went well. */
static int run_all(lua_State *L)
{
    int argc = (int)lua_tointeger(L, 1);
    char **argv = lua_touserdata(L, 2);
    options o = parse(argc, argv);
    bool well = true, ends = o.version || o.help;
    lua_settop(L, 0);
    if (o.version && !o.interactive)
        print_version(L);
    if (o.help)
        fputs(usage, stdout);
    if (o.no_environment)
        ignore_environment(L);
    lua_warning(L, "@on", 0); /* a script may say warn "@off" */
    if (argc > 1 && is_command(argv[1])) {
        lua_pushboolean(L, run_command(L, argc, argv));
        return 1;
    }
    set_arguments(L, argc, argv, o.script);
    well =
        (o.no_environment || run_init(L)) && run_pieces(L, argv, o.script) && (o.script >= argc || run_script(L, argv, o.script));
    if (well && (o.interactive || (o.script >= argc && !o.pieces && !ends)))
        well = prompt(L, o.interactive);
    lua_pushboolean(L, well);
    return 1;
}

int main(int argc, char **argv)
{
    options o = parse(argc, argv);
    if (o.wrong != NULL) {
        fprintf(stderr, o.complaint == NULL ? "lunula: unrecognized option '%s'\n" : "lunula: '%s' %s\n", o.wrong, o.complaint);
        fputs(usage, stderr);
        return EXIT_FAILURE;
    }
    lunula_host *host = lunula_host_create(NULL);
    if (host == NULL || lunula_host_message(host)[0] != '\0') {
        complain(host == NULL ? "out of memory" : lunula_host_message(host));
        return EXIT_FAILURE;
    }
    lua_State *L = lunula_host_state(host);
    interrupt_set_up(L, lunula_host_runtime(host));
    lua_pushcfunction(L, run_all);
    lua_pushinteger(L, argc);
    lua_pushlightuserdata(L, argv);
    bool well = report(L, lua_pcall(L, 2, 1, 0)) && lua_toboolean(L, -1);
    lunula_host_free(host);
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
