-- keras.callbacks. terminal.lua, progbar.lua, monitor.lua, learning_rate.lua, event_file.lua, saving.lua, kept.lua, training_state.lua, chart.lua and chart_svg.lua hold
-- what they share or write.
local Callback = require("lunula.callbacks.base").Callback

return require "lunula.namespace"("keras.callbacks", "lunula.callbacks", "callback", Callback, {
  BackupAndRestore = "backup_and_restore", CallbackList = "callback_list", CSVLogger = "csv_logger", EarlyStopping = "early_stopping", History = "history",
  LambdaCallback = "lambda_callback",
  LearningRateScheduler = "learning_rate_scheduler", ModelCheckpoint = "model_checkpoint", ProgbarLogger = "progbar_logger",
  ReduceLROnPlateau = "reduce_lr_on_plateau", RemoteMonitor = "remote_monitor", SwapEMAWeights = "swap_ema_weights",
  TensorBoard = "tensor_board", TerminateOnNaN = "terminate_on_nan",
})
