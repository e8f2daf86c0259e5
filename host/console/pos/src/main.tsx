import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { ErrorBoundary } from "./app/ErrorBoundary";
import { startTheme } from "./app/theme";
import { CustomerDisplay } from "./display/CustomerDisplay";
import { startI18n } from "./i18n/i18n";
import "./styles/base.css";
import "./styles/sell.css";
import "./styles/screens.css";
import "./styles/receipt.css";

startI18n();
startTheme();

const isDisplay = new URLSearchParams(location.search).has("display");

createRoot(document.getElementById("root")!).render(
    <ErrorBoundary>{isDisplay ? <CustomerDisplay /> : <App />}</ErrorBoundary>,
);
