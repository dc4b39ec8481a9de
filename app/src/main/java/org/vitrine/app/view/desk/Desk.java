package org.vitrine.app.view.desk;

import org.vitrine.app.model.Machines;
import org.vitrine.app.model.Settings;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.view.style.Theme;
import org.vitrine.app.viewmodel.Threads;

/** What all windows share. */
public record Desk(
        Machines machines,
        HostCheck host,
        Threads threads,
        Settings settings,
        UserFolders folders,
        Theme theme,
        FilePicker files) {}
