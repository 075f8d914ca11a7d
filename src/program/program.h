/* What the files of the command line share. Each sees lunula.h and Lua's own headers alone. */
#ifndef LUNULA_PROGRAM_H
#define LUNULA_PROGRAM_H

#include <lauxlib.h>
#include <lua.h>

#include "lunula.h"

/* How Ctrl-C ends what runs: SCRIPT raises one error, which the script may catch, and a second Ctrl-C ends the program; PROMPT raises until the
 * prompt has the word again, whatever catches the error. */
typedef enum interrupts { INTERRUPTS_SCRIPT, INTERRUPTS_PROMPT } interrupts;

/* lua_pcall with a traceback and with Ctrl-C heeded meanwhile; *interrupted tells whether it was pressed. An error leaves its text, with the traceback, in
 * place of the results. */
int call(lua_State *L, int arguments, int results, interrupts mode, bool *interrupted);

/* interrupt.c: to be called first, once per process. */
void interrupt_set_up(lua_State *L, lunula_runtime *runtime);
void interrupt_begin(interrupts mode);
/* While on, Ctrl-C ends no more than what is called or a line that is read; elsewhere it waits. */
void interrupt_at_prompt(bool on);
/* At the prompt, before it is written: puts back what keeps Ctrl-C from it, when the line editor has changed the terminal since. */
void interrupt_hold(void);
/* Drops a Ctrl-C that waits. */
void interrupt_forget(void);
/* Until there is a line at the terminal; false when Ctrl-C came instead. */
bool interrupt_await_line(void);
/* Whether Ctrl-C was pressed since the beginning. */
bool interrupt_end(void);

/* traceback.c: a message handler that appends the stack to a message, as lua does, but without the frames of the Lua half, unless LUNULA_TRACEBACK is
 * "full". */
int add_traceback(lua_State *L);

/* terminal.c: pushes the table that lunula.repl is given. */
void push_terminal(lua_State *L);
/* edit.c: with libedit, or without it when it isn't built in. A line (to be freed by the caller) without its end; NULL at the end of input. When
 * Ctrl-C was pressed the line is empty and *interrupted is set. */
char *edit_read(lua_State *L, const char *prompt, bool *interrupted);
void edit_remember(const char *line);
/* "libedit 2.11", or NULL. */
const char *edit_library(void);
/* Pops a function(text before the cursor) -> what to insert, a text to show or nil. Whether Tab will call it. */
bool edit_set_completion(lua_State *L);
void edit_close(void);

#endif
