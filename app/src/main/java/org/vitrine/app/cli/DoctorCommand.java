package org.vitrine.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.host.HostCondition.Severity;
import org.vitrine.app.model.host.HostFinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vitrine doctor}: what this host can do, a line each. */
@Command(name = "doctor", mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private final Actions actions;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    DoctorCommand(Actions actions) {
        this.actions = actions;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        HostCheck check = actions.host();
        boolean able = true;
        for (HostFinding finding : check.findings()) {
            Severity severity = finding.condition().severity();
            able &= severity != Severity.FAILURE;
            out.println(mark(severity) + " " + finding.sentence()
                    + finding.mend().map(mend -> " " + mend).orElse(""));
        }
        return able ? ExitCodes.OK : ExitCodes.HOST;
    }

    private static String mark(Severity severity) {
        return switch (severity) {
            case GOOD -> "ok     ";
            case WARNING -> "warning";
            case FAILURE -> "problem";
        };
    }
}
