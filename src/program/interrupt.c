/* Ctrl-C. The handler sets the runtime's cancel flag, which kernels and compiled graphs heed, and a hook on the coroutine that runs, which raises at its
 * next instruction. The hook raises in the user's functions alone, and not while a cancel is held back: Lunula's own functions are left by an error of what they
 * call, so that what they must put right on their way out they do. */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

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
/* At the prompt Ctrl-C is held back between calls: SIGINT is blocked, and the terminal, which at a Ctrl-C throws away what was written and not yet shown, keeps
 * that. Else one that comes while the prompt is written could take it away, and pressing it once more than needed would do harm. */
static bool at_prompt, kept;
static tcflag_t own;     /* NOFLSH as the user has it, while the terminal is kept from it */
static sigset_t outside; /* what was blocked before the prompt */

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

/* Whether the terminal keeps its output at a Ctrl-C, or does as the user has it. Nothing is to be done where Ctrl-C is a key, as it is while a line is edited,
 * nor in the background, where it doesn't come. */
static void keep_output(bool on)
{
    struct termios terminal;
    if (tcgetpgrp(STDIN_FILENO) != getpgrp() || tcgetattr(STDIN_FILENO, &terminal) != 0 || (terminal.c_lflag & ISIG) == 0)
        return;
    if (!kept)
        own = terminal.c_lflag & NOFLSH;
    kept = on;
    terminal.c_lflag = (terminal.c_lflag & ~(tcflag_t)NOFLSH) | (on ? NOFLSH : own);
    while (tcsetattr(STDIN_FILENO, TCSANOW, &terminal) != 0 && errno == EINTR)
        ;
}

static void block(void)
{
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGINT);
    pthread_sigmask(SIG_BLOCK, &only, NULL);
}

void interrupt_hold(void)
{
    if (!at_prompt)
        return;
    block();
    keep_output(true);
}

/* As it was before the prompt: the terminal first, since a Ctrl-C that has waited comes at once. */
static void let_go(void)
{
    if (kept)
        keep_output(false);
    pthread_sigmask(SIG_SETMASK, &outside, NULL);
}

void interrupt_forget(void)
{
    sigset_t only, waiting;
    int which;
    sigemptyset(&only);
    sigaddset(&only, SIGINT);
    if (at_prompt && sigpending(&waiting) == 0 && sigismember(&waiting, SIGINT) == 1)
        sigwait(&only, &which);
}

bool interrupt_await_line(void)
{
    fd_set input;
    if (!at_prompt)
        return true;
    keep_output(false); /* so that Ctrl-C throws away what was typed of the line */
    FD_ZERO(&input);
    FD_SET(STDIN_FILENO, &input);
    return pselect(STDIN_FILENO + 1, &input, NULL, NULL, NULL, &outside) >= 0;
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
    if (at_prompt)
        let_go();
}

static void ignore(int signal_number)
{
    (void)signal_number;
}

/* A handler, not SIG_IGN, which programs started from here would inherit; without SA_RESTART, so that waiting for a line ends. */
static void rest(void)
{
    struct sigaction action = { .sa_handler = at_prompt ? ignore : SIG_DFL };
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

void interrupt_at_prompt(bool on)
{
    if (on) {
        pthread_sigmask(SIG_SETMASK, NULL, &outside);
        block();
    } else if (at_prompt) {
        interrupt_forget();
        let_go();
    }
    at_prompt = on;
    rest();
}

bool interrupt_end(void)
{
    interrupt_hold();
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
