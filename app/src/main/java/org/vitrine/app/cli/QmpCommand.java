package org.vitrine.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.engine.qmp.QmpCodec;
import org.vitrine.engine.qmp.QmpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrine qmp SOCKET COMMAND [JSON]}: one command to a running VM; prints what it returns. */
@Command(name = "qmp", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class QmpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SOCKET", descriptionKey = "cli.qmp.socket")
    private Path socket;

    @Parameters(index = "1", paramLabel = "COMMAND", descriptionKey = "cli.qmp.command")
    private String command;

    @Parameters(index = "2", arity = "0..1", paramLabel = "JSON", descriptionKey = "cli.qmp.json")
    private @Nullable String json;

    @Override
    public Integer call() throws Refusal, InterruptedException {
        Map<String, JsonNode> arguments = arguments();
        try (QmpClient client = QmpClient.connect(socket)) {
            JsonNode reply = client.execute(command, arguments).get();
            spec.commandLine().getOut().println(new String(QmpCodec.write(reply), StandardCharsets.UTF_8).strip());
            return ExitCodes.OK;
        } catch (IOException e) {
            throw Refusal.inWords(Refusal.Cause.INPUT, String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private Refusal failure(@Nullable Throwable cause) {
        String reason = cause == null ? "" : String.valueOf(cause.getMessage());
        return cause instanceof QmpException
                ? Refusal.of(Refusal.Cause.GUEST, "cli.qmp.refused", command, reason)
                // `quit` may end the process before its reply is through.
                : Refusal.of(Refusal.Cause.GUEST, "cli.qmp.lost", command);
    }

    private Map<String, JsonNode> arguments() throws Refusal {
        Map<String, JsonNode> arguments = new LinkedHashMap<>();
        if (json != null) {
            try {
                JsonNode value = QmpCodec.read(json);
                if (!value.isObject()) {
                    throw Refusal.of(Refusal.Cause.INPUT, "cli.qmp.not-object");
                }
                value.properties().forEach(member -> arguments.put(member.getKey(), member.getValue()));
            } catch (QmpException e) {
                throw Refusal.of(Refusal.Cause.INPUT, "cli.qmp.not-json", String.valueOf(e.getMessage()));
            }
        }
        return arguments;
    }
}
