/* Trains a model from C, with a loss written in Lua, on arrays that stay the program's own; then predicts, and saves the model when a path is given:
 *
 *     cc train.c -o train $(pkg-config --cflags --libs lunula)
 *     ./train fitted.keras
 *
 * A host is a Lua state with Lunula in it. Everything is freed by a function named after it; every function that can fail returns a
 * status, and lunula_host_message then says what was wrong. */
#include <lunula.h>
#include <stdio.h>
#include <string.h>

/* The loss: being too low costs three times as much as being too high. The model is a global of the script. */
static const char script[] = "local keras = require 'lunula'\n"
                             "local ops = keras.ops\n"
                             "keras.utils.set_random_seed(1)\n"
                             "local Lopsided = keras.Loss('Lopsided', {\n"
                             "  params = { { 'ratio', 3.0 } },\n"
                             "  call = function(self, y_true, y_pred)\n"
                             "    local missing = y_true - y_pred\n"
                             "    return ops.mean(ops.maximum(self.ratio * missing, -missing), -1)\n"
                             "  end,\n"
                             "})\n"
                             "keras.saving.register_keras_serializable(Lopsided, { package = 'shop' })\n"
                             "model = keras.Sequential {\n"
                             "  keras.Input { shape = { 2 } },\n"
                             "  keras.layers.Dense { 16, activation = 'relu' },\n"
                             "  keras.layers.Dense(1),\n"
                             "}\n"
                             "model:compile { optimizer = keras.optimizers.Adam(0.01), loss = Lopsided() }\n";

enum { ROWS = 256, COLUMNS = 2, EPOCHS = 60 };

static float inputs[ROWS][COLUMNS], targets[ROWS][1];

/* y = 2 a - b, and a little more on every other row. */
static void make_data(void)
{
    int i;
    for (i = 0; i < ROWS; i++) {
        float a = (float)(i % 16) / 16, b = (float)(i / 16) / 16;
        inputs[i][0] = a;
        inputs[i][1] = b;
        targets[i][0] = 2 * a - b + (i % 2 == 0 ? 0.1f : -0.1f);
    }
}

/* Called at each epoch's end, on this thread; returning false would end the training. */
static bool report(void *user, const lunula_progress *at)
{
    int i;
    (void)user;
    for (i = 0; i < at->count; i++)
        if (strcmp(at->names[i], "loss") == 0 && (at->epoch + 1) % 20 == 0)
            printf("epoch %d: loss %.3f\n", (int)at->epoch + 1, at->values[i]);
    return true;
}

static int fail(lunula_host *host, const char *what)
{
    fprintf(stderr, "%s: %s\n", what, host == NULL ? "out of memory" : lunula_host_message(host));
    lunula_host_free(host); /* and with it every object that is left */
    return 1;
}

/* model:fit(x, y, { epochs = EPOCHS, verbose = 0 }): arguments by their order come first, then those by name. */
static lunula_status fit(lunula_object *model, lunula_tensor *x, lunula_tensor *y)
{
    const lunula_arg arguments[] = { { .kind = LUNULA_TENSOR, .as.tensor = x },
                                     { .kind = LUNULA_TENSOR, .as.tensor = y },
                                     { .kind = LUNULA_INT, .as.i = EPOCHS },
                                     { .kind = LUNULA_INT, .as.i = 0 } };
    const char *const names[] = { NULL, NULL, "epochs", "verbose" };
    return lunula_object_call(model, "fit", arguments, names, 4, NULL, 0, NULL); /* its History is not wanted */
}

/* Prints model:predict(x) for the first row. */
static lunula_status predict(lunula_host *host, lunula_object *model, lunula_tensor *x)
{
    const lunula_arg arguments[] = { { .kind = LUNULA_TENSOR, .as.tensor = x }, { .kind = LUNULA_INT, .as.i = 0 } };
    const char *const names[] = { NULL, "verbose" };
    lunula_arg result;
    double value;
    lunula_status status = lunula_object_call(model, "predict", arguments, names, 2, &result, 1, NULL);
    if (status != LUNULA_OK)
        return status;
    status = lunula_tensor_get_double(lunula_host_runtime(host), result.as.tensor, 0, &value);
    if (status == LUNULA_OK)
        printf("predicted %.1f, between %.1f and %.1f\n", value, targets[0][0] - 0.2, targets[0][0]);
    lunula_results_free(host, &result, 1);
    return status;
}

int main(int argc, char **argv)
{
    const int64_t x_shape[] = { ROWS, COLUMNS }, y_shape[] = { ROWS, 1 };
    const lunula_host_options options = { .progress = report };
    lunula_tensor *x, *y;
    lunula_arg model, path;
    lunula_host *host = lunula_host_create(&options);
    if (host == NULL || lunula_host_message(host)[0] != '\0')
        return fail(host, "no host");
    if (lunula_host_run_string(host, script, "=train", false) != LUNULA_OK || lunula_host_get(host, "model", &model) != LUNULA_OK)
        return fail(host, "the script");

    /* No copy: the tensors look at the arrays, which must stay as they are while the tensors live. */
    make_data();
    if (lunula_tensor_wrap(lunula_host_runtime(host), LUNULA_FLOAT32, 2, x_shape, inputs, NULL, NULL, &x) != LUNULA_OK ||
        lunula_tensor_wrap(lunula_host_runtime(host), LUNULA_FLOAT32, 2, y_shape, targets, NULL, NULL, &y) != LUNULA_OK)
        return fail(host, "the data");
    if (fit(model.as.object, x, y) != LUNULA_OK || predict(host, model.as.object, x) != LUNULA_OK)
        return fail(host, "the model");
    lunula_tensor_release(x);
    lunula_tensor_release(y);

    if (argc > 1) {
        path.kind = LUNULA_STRING;
        path.as.string = argv[1];
        if (lunula_object_call(model.as.object, "save", &path, NULL, 1, NULL, 0, NULL) != LUNULA_OK)
            return fail(host, "saving");
    }
    lunula_object_free(model.as.object);
    lunula_host_free(host);
    return 0;
}
