# What is installed, and the Debian package (cpack --config build/release/CPackConfig.cmake, or ./dev package).
include(GNUInstallDirs)
install(TARGETS relmap RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY samples DESTINATION ${CMAKE_INSTALL_DATADIR}/relmap)
install(FILES README.md LICENSE docs/files.md docs/maps.md docs/pages.md docs/policy.md docs/rules.md docs/running.md docs/schema.md docs/find-a-way-in.png docs/oceanic-bank.png
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES packaging/relmap.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES packaging/relmap.bash-completion DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME relmap)
install(FILES packaging/relmap.service DESTINATION lib/systemd/system)
install(FILES packaging/relmap.toml DESTINATION /etc/relmap)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME relmap)
set(CPACK_PACKAGE_CONTACT "relmap developers <relmap@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "relationship mapping and team coverage of strategic accounts")
set(CPACK_PACKAGE_DESCRIPTION
    "relmap keeps the people in a customer's organisation and one's own team as a property graph, reports where\n the team is not covered, finds introductions and draws relationship maps, from the command line and over HTTP.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Graphviz's own plugins, which are loaded while it runs, and fonts for the pictures.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, fonts-noto-cjk, fonts-noto-core, fonts-dejavu-core")
# Prints the planning pack; all else works without it.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS weasyprint)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${PROJECT_SOURCE_DIR}/packaging/postinst;${PROJECT_SOURCE_DIR}/packaging/prerm;${PROJECT_SOURCE_DIR}/packaging/conffiles")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
