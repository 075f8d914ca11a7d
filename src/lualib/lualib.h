/* What the binding files share. Written on lunula.h and Lua's own headers alone. */
#ifndef LN_LUALIB_LUALIB_H
#define LN_LUALIB_LUALIB_H

#include <lauxlib.h>
#include <lua.h>

#include "lunula.h"

#define LN_TENSOR_TYPE "lunula.tensor"
#define LN_VARIABLE_TYPE "lunula.variable"
#define LN_TAPE_TYPE "lunula.tape"

/* The runtime of this Lua state. */
lunula_runtime *ln_runtime(lua_State *L);
/* Pushes keras.null. */
void ln_push_null(lua_State *L);
bool ln_is_null(lua_State *L, int index);

/* Raises the runtime's message at the innermost line outside the Lua half. Never returns. */
int ln_raise(lua_State *L);
/* Raises a message of the caller's. */
int ln_raise_text(lua_State *L, const char *format, ...);

/* Pushes an empty box, to be filled by ln_fill_tensor: made before the call that yields the tensor, so that an error of Lua's can't
 * lose it. */
void ln_push_box(lua_State *L);
/* Puts `t` (ownership passes) into the box on top of the stack and tells the collector of its bytes. */
void ln_fill_tensor(lua_State *L, lunula_tensor *t);
/* Pushes `t`; takes ownership. */
void ln_push_tensor(lua_State *L, lunula_tensor *t);
/* The tensor at `index` (a variable gives its value), or NULL when it is none. Borrowed. */
lunula_tensor *ln_test_tensor(lua_State *L, int index);
/* The same, raising an error when it is none. */
lunula_tensor *ln_check_tensor(lua_State *L, int index);
/* A tensor from any value that has one (number, boolean, nested table, tensor, variable); owned. Does not raise: the message
 * is in the runtime. `dtype` < 0 lets the value decide; `weak` keeps plain numbers weak. */
lunula_status ln_to_tensor(lua_State *L, int index, int dtype, bool weak, lunula_tensor **out);
/* The nearest of `count` names to `name`, or NULL when none is near. */
const char *ln_nearest(const char *name, const char *const *names, int count);

/* Each adds its functions to the table on top of the stack. */
void ln_open_tensor(lua_State *L);
void ln_open_variable(lua_State *L);
void ln_open_ops(lua_State *L);
void ln_open_graph(lua_State *L);
void ln_open_npy(lua_State *L);
void ln_open_json(lua_State *L);

/* Calls the op whose arguments are the `count` values at the stack's top from `first`; pushes the results. */
int ln_call_op(lua_State *L, const lunula_op *op, int first, int count);

#endif
