/* Ctrl-C. The handler sets the runtime's cancel flag, which kernels and compiled graphs heed, and a hook on the coroutine that runs, which raises at its
 * next instruction. The hook raises in the user's functions alone, and not while a cancel is held back: Lunula's own functions are left by an error of what they
 * call, so that what they must put right on their way out they do. */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "program.h"

enum { PATIENCE = 1000000 }; /* instructions that may run so before they are interrupted like others */

/* No allocator has that much. The error for want of memory is the one that Lua raises without calling a message handler, in which hooks are off, so that a
 * handler that loops would never be left. */
static const size_t IMPOSSIBLE = SIZE_MAX / 4;

static lunula_runtime *runtime;
static lua_State *volatile running;
static volatile sig_atomic_t pending, told;
static volatile time_t since;
static long patience;
static interrupts mode;
static bool at_prompt; /* between calls Ctrl-C does nothing, so that pressing it once more than needed does no harm */

static void finish(void)
{
    pending = 0;
    lunula_resume(runtime);
}

static void hook(lua_State *L, lua_Debug *frame)
{
    if (!pending) {
        lua_sethook(L, NULL, 0, 0);
        return;
    }
    lua_getinfo(L, "S", frame);
    bool waits = strncmp(frame->source, "@lunula/", 8) == 0 || !lunula_is_cancelled(runtime);
    if (waits && ++patience % PATIENCE != 0)
        return;
    if (mode == INTERRUPTS_PROMPT)
        lua_newuserdatauv(L, IMPOSSIBLE, 0);
    if (told || strcmp(lunula_message(runtime), "cancelled") == 0) { /* the script knows */
        finish();
        lua_sethook(L, NULL, 0, 0);
        return;
    }
    told = 1;
    luaL_where(L, 0);
    lua_pushliteral(L, "interrupted!");
    lua_concat(L, 2);
    lua_error(L);
}

static time_t seconds(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec;
}

/* Async-signal-safe: an atomic flag, and lua_sethook, which Lua says may be called so. */
static void on_interrupt(int signal_number)
{
    int error = errno;
    if (pending && mode == INTERRUPTS_PROMPT && seconds() - since > 1) {
        signal(signal_number, SIG_DFL); /* C code that neither returns nor polls: the only way out */
        raise(signal_number);
    }
    if (!pending)
        since = seconds();
    pending = 1;
    lunula_cancel(runtime);
    lua_sethook(running, hook, LUA_MASKCOUNT, 1);
    errno = error;
}

void interrupt_set_up(lua_State *L, lunula_runtime *of)
{
    running = L;
    runtime = of;
}

void interrupt_begin(interrupts how)
{
    struct sigaction action = { .sa_handler = on_interrupt };
    mode = how;
    pending = told = 0;
    patience = 0;
    lunula_set_message(runtime, LUNULA_OK, "");
    sigemptyset(&action.sa_mask);
    action.sa_flags = how == INTERRUPTS_SCRIPT ? (int)SA_RESETHAND : 0;
    sigaction(SIGINT, &action, NULL);
}

static void ignore(int signal_number)
{
    (void)signal_number;
}

/* A handler, not SIG_IGN, which programs started from here would inherit; without SA_RESTART, so that reading a line ends. */
static void rest(void)
{
    struct sigaction action = { .sa_handler = at_prompt ? ignore : SIG_DFL };
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

void interrupt_at_prompt(bool on)
{
    at_prompt = on;
    rest();
}

bool interrupt_end(void)
{
    rest();
    bool was = pending || told;
    finish();
    return was;
}

int __real_lua_resume(lua_State *L, lua_State *from, int arguments, int *results);
int __wrap_lua_resume(lua_State *L, lua_State *from, int arguments, int *results);

/* The linker puts this in the place of lua_resume (--wrap), so that the handler knows which coroutine runs. */
int __wrap_lua_resume(lua_State *L, lua_State *from, int arguments, int *results)
{
    lua_State *before = running;
    running = L;
    int status = __real_lua_resume(L, from, arguments, results);
    running = before;
    if (pending)
        lua_sethook(before, hook, LUA_MASKCOUNT, 1);
    return status;
}
