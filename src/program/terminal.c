/* What the prompt, which is written in Lua, needs of the system: lines, calls that Ctrl-C ends, file names and the history's file. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program.h"

/* read(prompt): a line, nil at the end of input, false when Ctrl-C was pressed. */
static int read_line(lua_State *L)
{
    bool interrupted = false;
    char *line = edit_read(L, luaL_checkstring(L, 1), &interrupted);
    if (line == NULL)
        lua_pushnil(L);
    else if (interrupted)
        lua_pushboolean(L, 0);
    else
        lua_pushstring(L, line);
    free(line);
    return 1;
}

static int remember(lua_State *L)
{
    edit_remember(luaL_checkstring(L, 1));
    return 0;
}

/* on_complete(f): whether Tab will call f. */
static int on_complete(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 1);
    lua_pushboolean(L, edit_set_completion(L));
    return 1;
}

/* call(f, ...): true and what f gives, or false, the message with a traceback, and whether it was Ctrl-C. */
static int protected_call(lua_State *L)
{
    bool interrupted;
    int status = call(L, lua_gettop(L) - 1, LUA_MULTRET, INTERRUPTS_PROMPT, &interrupted);
    if (status == LUA_OK && !interrupted) {
        lua_pushboolean(L, 1);
        lua_insert(L, 1);
        return lua_gettop(L);
    }
    lua_pushboolean(L, 0);
    if (status == LUA_OK)
        lua_pushliteral(L, "interrupted!");
    else
        lua_pushvalue(L, -2);
    lua_pushboolean(L, interrupted);
    return 3;
}

/* files(pattern): the names that match, folders with a slash behind. */
static int files(lua_State *L)
{
    glob_t found;
    const char *pattern = luaL_checkstring(L, 1);
    lua_newtable(L);
    if (glob(pattern, GLOB_MARK | GLOB_TILDE, NULL, &found) != 0)
        return 1;
    for (size_t i = 0; i < found.gl_pathc && i < 1000; i++) {
        lua_pushstring(L, found.gl_pathv[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    globfree(&found);
    return 1;
}

static bool write_all(int file, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t done = write(file, text, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        text += done;
        size -= (size_t)done;
    }
    return true;
}

/* append(path, text): at once, so that lines of two sessions don't mix; the file is made for its owner alone. */
static int append(lua_State *L)
{
    size_t size;
    const char *path = luaL_checkstring(L, 1), *text = luaL_checklstring(L, 2, &size);
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    bool well = file >= 0 && write_all(file, text, size);
    if (file >= 0)
        well = close(file) == 0 && well;
    lua_pushboolean(L, well);
    return 1;
}

/* replace(path, text): the file has its old text or the new one, never a part. */
static int replace(lua_State *L)
{
    size_t size;
    const char *path = luaL_checkstring(L, 1), *text = luaL_checklstring(L, 2, &size);
    char *draft = strdup(lua_pushfstring(L, "%s.XXXXXX", path));
    int file = draft == NULL ? -1 : mkstemp(draft);
    bool well = file >= 0 && write_all(file, text, size);
    if (file >= 0)
        well = close(file) == 0 && well && rename(draft, path) == 0;
    if (file >= 0 && !well)
        unlink(draft);
    free(draft);
    lua_pushboolean(L, well);
    return 1;
}

/* make_folder(path): for its owner alone, if it isn't there. */
static int make_folder(lua_State *L)
{
    mkdir(luaL_checkstring(L, 1), S_IRWXU);
    return 0;
}

void push_terminal(lua_State *L)
{
    static const luaL_Reg functions[] = {
        { "read", read_line }, { "remember", remember }, { "on_complete", on_complete }, { "call", protected_call },
        { "files", files },    { "append", append },     { "replace", replace },         { "make_folder", make_folder },
        { NULL, NULL }
    };
    luaL_newlib(L, functions);
    lua_pushboolean(L, isatty(STDIN_FILENO));
    lua_setfield(L, -2, "is_input");
    lua_pushboolean(L, isatty(STDOUT_FILENO));
    lua_setfield(L, -2, "is_output");
    lua_pushboolean(L, isatty(STDERR_FILENO));
    lua_setfield(L, -2, "is_error");
}
