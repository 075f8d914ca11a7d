/* The Lua half as bytes, made at build time by cmake/embed.cmake. Rows end with a NULL module. */
#ifndef LN_LUALIB_EMBEDDED_H
#define LN_LUALIB_EMBEDDED_H

#include <stddef.h>

typedef struct ln_embedded_file {
    const char *module;     /* "lunula.losses" */
    const char *chunk_name; /* "@lunula/losses/init.lua" */
    const char *text;
    size_t size;
} ln_embedded_file;

extern const ln_embedded_file ln_embedded[];

#endif
