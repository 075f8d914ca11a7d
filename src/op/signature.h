/* Signatures: "x, axis:axes=nil, keepdims:bool=false" as data. From one come argument parsing, messages and help.
 *
 *   signature := [ parameter { "," parameter } ]
 *   parameter := name [ ":" kind ] [ "=" default ]
 *   kind      := tensor (when left out) | tensors | int | float | bool | string | dtype | axis | axes | shape | ints | any
 *   default   := nil | true | false | number | word | '"' text '"'
 *
 * axis is an int; axes an int or a list of ints; shape a list of ints or an int; any is left to a composite written in Lua. */
#ifndef LN_OP_SIGNATURE_H
#define LN_OP_SIGNATURE_H

#include "op/op.h"

typedef enum ln_param_kind {
    LN_PARAM_TENSOR,
    LN_PARAM_TENSORS,
    LN_PARAM_INT,
    LN_PARAM_FLOAT,
    LN_PARAM_BOOL,
    LN_PARAM_STRING,
    LN_PARAM_DTYPE,
    LN_PARAM_AXIS,
    LN_PARAM_AXES,
    LN_PARAM_SHAPE,
    LN_PARAM_INTS,
    LN_PARAM_ANY
} ln_param_kind;

typedef struct ln_param {
    char name[32];
    ln_param_kind kind;
    bool required;
    char text[32];   /* the default as written, "" when required */
    ln_arg fallback; /* the default; strings point into `text` */
    unsigned takes;  /* bit k: an argument of ln_arg_kind k */
} ln_param;

typedef struct ln_signature {
    int count;
    ln_param params[LN_MAX_PARAMS];
} ln_signature;

/* Parses `text`; the message names `owner`. The result must not be moved (strings point into it). */
ln_status ln_signature_parse(ln_context *ctx, const char *owner, const char *text, ln_signature *out);
const char *ln_param_kind_name(ln_param_kind kind);

#endif
