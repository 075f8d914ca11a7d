/* What the binding files share. Written on lunula.h and Lua's own headers alone. */
#ifndef LN_LUALIB_LUALIB_H
#define LN_LUALIB_LUALIB_H

#include <lauxlib.h>
#include <lua.h>

#include "lualib/boxes.h"
#include "lunula.h"

#define LN_TENSOR_TYPE "lunula.tensor"
#define LN_VARIABLE_TYPE "lunula.variable"
#define LN_TAPE_TYPE "lunula.tape"

/* What the bindings of one Lua state share: a userdata in the registry, and at hand where a look-up per call would cost. */
typedef struct ln_state {
    lunula_runtime *runtime;                 /* NULL once the Lua state is closing */
    bool borrowed;                           /* the runtime is a host's */
    bool restricted;                         /* its limits are the host's alone */
    ln_boxes *boxes;                         /* whose slots tensors' userdata are; NULL: they have finalizers */
    const void *tensor_type, *variable_type; /* the metatables, by address */
    const void *null;                        /* keras.null, by address */
    size_t debt, ceiling;                    /* of the collector's pacing: tensor.c */
    const lunula_op *slice, *expand;         /* what t[key] runs: index.c */
    bool histories;                          /* core.on_history was called: some symbols have a history (call.c) */
} ln_state;
ln_state *ln_state_of(lua_State *L);
/* The runtime of this Lua state. */
lunula_runtime *ln_runtime(lua_State *L);
/* Prepares a Lua state whose tensors live in `runtime`, which outlives it; its allocator takes tensors' userdata from `boxes`, unless that is
 * NULL. Needs the library `package`; luaopen_lunula goes on from here. In a
 * restricted one scripts don't set the runtime's limits, and the Lua half comes from memory, whatever LUNULA_PATH says. */
void ln_use_runtime(lua_State *L, lunula_runtime *runtime, ln_boxes *boxes, bool restricted);
/* Pushes the function of an op that was registered after the module was loaded, and puts it among core.ops. */
void ln_add_op(lua_State *L, const lunula_op *op);
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
/* The same for those who have the state at hand, and the place of the tensor in the box; the metatable stands at the index `type`. */
lunula_tensor **ln_push_box_of(lua_State *L, ln_state *state, int type);
void ln_fill_box(lua_State *L, ln_state *state, lunula_tensor **place, lunula_tensor *t);
lunula_tensor *ln_tensor_at(lua_State *L, ln_state *state, int index);
bool ln_is_null_at(lua_State *L, const ln_state *state, int index);
/* Whether the value is a tensor's userdata, released or not. */
bool ln_is_box(lua_State *L, const ln_state *state, int index);
/* Whether `data`, a userdata's address or NULL, is a box whose tensor may have local views, which such a box may hold. */
static inline bool ln_has_local_views(const ln_state *state, const void *data)
{
    return data != NULL && state->boxes != NULL && state->runtime != NULL && ln_boxes_is_held(state->boxes, data);
}
/* Pushes t[key] for the tensor at the index `tensor` and a key at the index `key` that is an integer or a string; the tensors' metatable stands at
 * `type`. False, and nothing pushed, for any other key. */
bool ln_push_part(lua_State *L, ln_state *state, int tensor, int key, int type);
/* The same for a slice, a text that Lua holds. */
void ln_push_slice(lua_State *L, ln_state *state, int tensor, const char *text, size_t length, int type);
/* Pushes `t`, whose reference stays the caller's: one of its own, not one borrowed from Lua. */
void ln_push_tensor(lua_State *L, lunula_tensor *t);
/* Pushes the tensor at `index`, which is positive, in a userdata of its own. */
void ln_push_tensor_at(lua_State *L, int index);
/* Pushes a text that lunula_string_free frees, and frees it, also when Lua has no memory left. */
void ln_push_text(lua_State *L, char *text);
/* The tensor at `index` (a variable gives its value), or NULL when it is none. Borrowed until Lua allocates: that may call a finalizer which assigns
 * to the variable or releases the tensor. So boxes and tables for the results are pushed first. */
lunula_tensor *ln_test_tensor(lua_State *L, int index);
/* The same, raising an error when it is none. */
lunula_tensor *ln_check_tensor(lua_State *L, int index);
/* A tensor from any value that has one (number, boolean, nested table, tensor, variable); owned. Does not raise: the message
 * is in the runtime. `dtype` < 0 lets the value decide; `weak` keeps plain numbers weak. */
lunula_status ln_to_tensor(lua_State *L, int index, int dtype, bool weak, lunula_tensor **out);
/* The graph at `index`, borrowed. */
lunula_graph *ln_check_graph(lua_State *L, int index);
/* The nearest of `count` names to `name`, or NULL when none is near. */
const char *ln_nearest(const char *name, const char *const *names, int count);

/* The bytes at `index`, a string or a contiguous uint8 tensor; `what` names them in the error. Borrowed. */
const void *ln_check_bytes(lua_State *L, int index, const char *what, size_t *size);
/* The path that is a function's first argument: a string, not empty, without zero bytes. */
const char *ln_check_path(lua_State *L, const char *function);

/* Each adds its functions to the table on top of the stack. */
void ln_open_tensor(lua_State *L);
void ln_open_index(lua_State *L);
void ln_open_variable(lua_State *L);
void ln_open_ops(lua_State *L);
void ln_open_graph(lua_State *L);
void ln_open_archive(lua_State *L);
void ln_open_file(lua_State *L);
void ln_open_npy(lua_State *L);
void ln_open_json(lua_State *L);

/* Gives the tensor on top of the stack the history of the one at `index`, if that has one. */
void ln_copy_history(lua_State *L, int index);

/* The name of the function on top of the stack if core.define made it, else NULL. */
const char *ln_composite_name(lua_State *L);
/* Whether `length` characters of `text` are the name of an op or a composite. */
bool ln_is_op_name(lua_State *L, const char *text, size_t length);

#endif
