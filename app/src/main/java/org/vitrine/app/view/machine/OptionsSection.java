package org.vitrine.app.view.machine;

import java.util.List;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.app.viewmodel.machine.Setting;
import org.vitrine.engine.config.LifeCycle.HostShutdown;

/** When the machine starts and ends without being asked. */
final class OptionsSection extends SectionView {
    OptionsSection(Fields fields) {
        super(Section.OPTIONS);
        CheckBox start = fields.check(
                "options.start-with-session",
                Texts.get("options.start-with-session"),
                config -> config.lifeCycle().startWithSession(),
                (config, is) -> config.withLifeCycle(config.lifeCycle().withStartWithSession(is)));
        ComboBox<HostShutdown> shutdown = fields.choice(
                "options.host-shutdown",
                List.of(HostShutdown.values()),
                choice -> Texts.get("options.shutdown-" + choice.word()),
                config -> config.lifeCycle().onHostShutdown(),
                (config, choice) -> config.withLifeCycle(config.lifeCycle().withOnHostShutdown(choice)));
        shutdown.setMaxWidth(Double.MAX_VALUE);
        shutdown.setMinWidth(0);
        CheckBox disposable = fields.check(
                "options.disposable",
                Texts.get("options.disposable"),
                config -> config.lifeCycle().disposable(),
                (config, is) -> config.withLifeCycle(config.lifeCycle().withDisposable(is)));
        add(new Form()
                .row(Setting.START_WITH_SESSION.label(), start)
                .row(Setting.HOST_SHUTDOWN.label(), shutdown)
                .row(Setting.DISPOSABLE.label(), disposable, Form.hint(Texts.get("options.disposable-hint"))));
    }
}
