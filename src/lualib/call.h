/* Calls from Lua: what is called, prepared once, and the two ways to call it. Written on lunula.h alone. */
#ifndef LN_LUALIB_CALL_H
#define LN_LUALIB_CALL_H

#include "lualib/lualib.h"

/* What a call needs to know, found once: an upvalue of the function. */
typedef struct ln_callee {
    ln_state *state;
    const lunula_op *op; /* NULL for a composite */
    const char *name;
    int count, required; /* parameters, and how many of them have no default */
    lunula_param params[];
} ln_callee;

/* Makes the type of signatures. */
void ln_open_call(lua_State *L);

/* Pushes `function` with the upvalues that ln_call_op wants: the callee, the tensors' metatable. */
void ln_push_op(lua_State *L, const lunula_op *op, lua_CFunction function);
/* Calls the running function's op on the stack's values 1 .. count, which are all there is on it; pushes the results and gives back
 * their number. */
int ln_call_op(lua_State *L, int count);

/* What ln_run_op does where there was no memory. */
lunula_status ln_run_again(lua_State *L, ln_state *state, const lunula_op *op, const lunula_arg *args, int count,
                           lunula_tensor **outs, int *produced);
/* lunula_call, tried again behind a full collection where there was no memory: garbage may hold it. Tensors may be borrowed; those of lists are held by
 * the caller. */
static inline lunula_status ln_run_op(lua_State *L, ln_state *state, const lunula_op *op, const lunula_arg *args, int count,
                                      lunula_tensor **outs, int *produced)
{
    lunula_status status = lunula_call(state->runtime, op, args, count, outs, produced);
    return status != LUNULA_ERROR_MEMORY ? status : ln_run_again(L, state, op, args, count, outs, produced);
}

/* core.on_history(histories, hook): calls with a symbol that is a key of the table `histories` become hook(name, function, count, ...), which
 * gives their results; `count` values follow, one per parameter, defaults included. */
int ln_on_history(lua_State *L);

/* Pushes a function that parses its arguments by the signature `text` and calls the Lua function at the index `function` with one
 * value per parameter; `name` is the index of its name. The signature lives as long as the function. */
const lunula_signature *ln_push_composite(lua_State *L, int name, const char *text, int function);

#endif
