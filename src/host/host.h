/* What the files of the host part share: the host behind the handle, protected calls, budgets. */
#ifndef LN_HOST_HOST_H
#define LN_HOST_HOST_H

#include <locale.h>

#include <lauxlib.h>
#include <lua.h>

#include "lualib/boxes.h"
#include "lunula.h"

typedef struct ln_reserve ln_reserve; /* memory.c */

struct lunula_host {
    lua_State *L; /* what runs: the main thread, or the coroutine that called the C function which runs */
    lunula_runtime *runtime;
    lunula_host_options options;
    char *message; /* NULL when there is none */
    size_t message_bytes;
    const char *last_words; /* the message where there was no memory for one */
    int depth;              /* calls from C that are running */
    locale_t plain, before; /* the locale of calls, and of the thread outside them */
    lunula_object *objects;
    int environment, half; /* references: what scripts see as globals, and lunula.host */
    ln_reserve *reserve;   /* of memory, for finalizers */
    ln_boxes boxes;        /* the tensors' userdata */
    bool starved;          /* Lua was refused memory in the running call */
    bool counted;          /* a hook counts instructions */
    lunula_status stopped; /* why the running call must end, or LUNULA_OK */
    char why[96];
    uint64_t used;   /* instructions of the running call, and other work in their measure */
    uint64_t grace;  /* instructions that the Lua half took to clean up since */
    size_t grown;    /* bytes allocated since the last look at the clock */
    unsigned checks; /* calls of ln_host_charge */
    bool warns;      /* warn "@on" */
    bool warning;    /* in the middle of one, of which `text` holds what came */
    char text[512];
};

struct lunula_object {
    lunula_host *host;
    int reference;
    lunula_object *next, **link;
};

static inline lunula_host *ln_host_of(lua_State *L)
{
    return *(lunula_host **)lua_getextraspace(L);
}

/* host.c: runs body(L), whose only argument is `data` as a light userdata, and turns an error into a status and a message. */
lunula_status ln_host_protect(lunula_host *host, lua_CFunction body, void *data);
/* Leaves a message of the host's own. */
lunula_status ln_host_fail(lunula_host *host, lunula_status status, const char *text);
/* Pushes a member of lunula.host. */
void ln_host_push_half(lua_State *L, const char *name);

/* memory.c: the lua_Alloc of the host's Lua state, and the reserve that it needs; false when there is no memory for it. */
void *ln_host_allocate(void *user, void *pointer, size_t old_size, size_t new_size);
bool ln_host_make_reserve(lunula_host *host);
void ln_host_free_reserve(lunula_host *host);

/* budget.c. A call's budget is used up by instructions, which a hook counts, and by C functions, which charge what they do. Once it is, the hook
 * raises in every function of the script's, and what would catch the error raises it again, so that only the Lua half, which is
 * trusted, gets to put things right on the way out. */
/* Whether the running call must end; says why in `stopped`. */
bool ln_host_must_end(lunula_host *host);
void ln_host_count(lua_State *L, lunula_host *host);
/* Adds work (in instructions) and raises when the budget is used up or a cancel asked for. */
void ln_host_charge(lua_State *L, lunula_host *host, uint64_t units);
/* Whether an error must not be caught by the function that runs: the budget is used up and its caller is no part of the Lua half. */
bool ln_host_must_rethrow(lua_State *L, lunula_host *host);
/* Puts pcall, xpcall and coroutines that keep to the budget in the place of Lua's. */
void ln_host_open_calls(lua_State *L);

/* restricted.c: opens the libraries of a restricted host, and pushes the environment of its scripts once the Lua half is loaded. */
void ln_host_open_restricted(lua_State *L);
void ln_host_push_environment(lua_State *L);

/* pattern.c: find, match, gmatch and gsub, whose steps are charged, into the table on top of the stack. */
void ln_host_open_patterns(lua_State *L);

/* output.c: print, io.write and warn, for hosts that take what they say. */
void ln_host_open_output(lua_State *L);
/* Once the Lua half is loaded: where a host takes what scripts print there is no terminal. */
void ln_host_hide_terminal(lua_State *L);

/* object.c: the values of C and Lua. */
void ln_host_push(lua_State *L, lunula_host *host, const lunula_arg *value);
/* The value at `index`; what it holds is the caller's. */
void ln_host_take(lua_State *L, lunula_host *host, int index, lunula_arg *out);

/* function.c: the type of running calls, and what the option `progress` asks for. */
void ln_host_open_functions(lua_State *L);

#endif
